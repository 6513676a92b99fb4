// SPDX-License-Identifier: MIT
// Tests of `sae train`, in this process.
#include "cli/cmd_train.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "config/config_json.h"
#include "format/csv.h"
#include "support/failure.h"
#include "support/idx_folder.h"

namespace sae::cli {
namespace {

using format::Json;
using test::TemporaryFolder;
using Words = std::vector<std::string>;

config::Config config_from(const Words& words) { return configuration(parse_training(words)); }

TEST(Configuration, CommandLineOverridesTheFile) {
  const TemporaryFolder folder;
  const std::string file = folder.write("c.json", R"({"lr": 0.5, "epochs": 3})").string();
  const config::Config config = config_from({"--config", file, "--epochs", "7"});
  EXPECT_EQ(config.optim.lr, 0.5);
  EXPECT_EQ(config.train.epochs, 7);
}

TEST(Configuration, RefusesAMissingFile) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "none.json").string();
  const std::string refusal = test::failure([&] { config_from({"--config", file}); });
  EXPECT_TRUE(refusal.starts_with("2: " + file)) << refusal;
}

/// Ends the capture of stdout when its scope is left, by an exception too.
struct StdoutKeeper {
  std::string& text;
  ~StdoutKeeper() { text = testing::internal::GetCapturedStdout(); }
};

/// A small run on synthetic images, with logging off.
class TrainTest : public testing::Test {
 protected:
  TrainTest() { test::write_idx_folder(temporary_.path() / "data", 24, 12); }

  /// Options of a run into run_, followed by `more`.
  Words words_with(const Words& more) const {
    Words words = {"--data",      (temporary_.path() / "data").string(),
                   "--out",       run_.string(),
                   "--layers",    "4",
                   "--log_level", "off"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  /// Trains and returns the exit code; stores the printed text in stdout_.
  int train_with(const Words& more) {
    const config::Config config = config_from(words_with(more));
    testing::internal::CaptureStdout();
    const StdoutKeeper keeper{stdout_};
    return train(config, {"sae_train", "as typed"});
  }
  std::string refusal(const Words& more) {
    return test::failure([&] { train_with(more); });
  }
  std::string content(const char* name) const { return test::file_content(run_ / name); }

  TemporaryFolder temporary_;
  std::filesystem::path run_ = temporary_.path() / "run";
  std::string stdout_;
};

TEST_F(TrainTest, WritesARunFolderAndPrintsOnlyItsPath) {
  EXPECT_EQ(train_with({"--epochs", "2"}), 0);
  EXPECT_EQ(stdout_, run_.string() + "\n");
  EXPECT_EQ(format::parse_csv(content("metrics.csv"), "metrics.csv").rows.size(), 2U);
  const Json summary = Json::parse(content("summary.json"));
  EXPECT_EQ(summary["state"], "finished");
  EXPECT_EQ(summary["validated_on"], "test set");
  EXPECT_EQ(summary["parameters"], 2 * 4 * 16 + 4 + 16);
  for (const char* name : {"model.safetensors", "best.safetensors", "loss.png", "features.png",
                           "reconstructions/epoch_0002.png"}) {
    EXPECT_FALSE(content(name).empty()) << name;
  }
}

TEST_F(TrainTest, RecordsProvenance) {
  train_with({"--epochs", "1", "--valid", "4"});
  const Json json = Json::parse(content("config.json"));
  const Json& provenance = json["provenance"];
  EXPECT_EQ(json["config"]["valid"], 4);
  EXPECT_EQ(provenance["command_line"], (Json::array({"sae_train", "as typed"})));
  EXPECT_EQ(provenance["data"]["place"], (temporary_.path() / "data").string());
  EXPECT_EQ(provenance["data"]["train_rows"], 20);
  EXPECT_EQ(provenance["data"]["valid_rows"], 4);
  EXPECT_TRUE(provenance["versions"].contains("libtorch"));
  EXPECT_EQ(Json::parse(content("summary.json"))["validated_on"], "part of the training set");
}

TEST_F(TrainTest, LeavesNoFolderAfterARefusal) {
  EXPECT_EQ(refusal({"--limit", "25"}), "2: --limit: expected at most 24 (all rows), found 25");
  std::filesystem::remove(temporary_.path() / "data" / "t10k-labels-idx1-ubyte");
  EXPECT_TRUE(refusal({}).starts_with("3: "));
  EXPECT_FALSE(std::filesystem::exists(run_));
}

TEST_F(TrainTest, RefusesAModelTooLargeForMemory) {
  config::Config config = config_from(words_with({}));
  config.model.layers = {65536, 65536};
  // Two matrices of 65536 x 65536, two of 65536 x 16, three biases of 65536 and one of 16.
  EXPECT_EQ(test::failure([&] { train(config, {}); }),
            "2: --layers: expected at most 1,000,000,000 parameters, found 8,592,228,368");
  EXPECT_FALSE(std::filesystem::exists(run_));
}

TEST_F(TrainTest, ReportsDivergenceAfterWritingAllFiles) {
  const std::string message =
      refusal({"--optimizer", "sgd", "--lr", "1000", "--code_activation", "identity",
               "--output_activation", "identity", "--penalty", "l1", "--epochs", "50"});
  EXPECT_TRUE(message.starts_with("6: training diverged: the ")) << message;
  EXPECT_EQ(Json::parse(content("summary.json"))["state"], "diverged");
}

}  // namespace
}  // namespace sae::cli
