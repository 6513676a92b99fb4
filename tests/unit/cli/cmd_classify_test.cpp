// SPDX-License-Identifier: MIT
// Tests of `sae classify`, in this process.
#include "cli/cmd_classify.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "support/failure.h"
#include "support/idx_folder.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

using Words = std::vector<std::string>;

/// A folder with data/ and run/, an untrained network of three units.
class ClassifyRun : public testing::Test {
 protected:
  void SetUp() override {
    test::write_idx_folder(folder_.path() / "data", 40, 20);
    config::Config config;
    config.model.layers = {3};
    config.data.data = (folder_.path() / "data").string();
    test::save_run(folder_.path() / "run", config,
                   at::tensor(std::vector<std::int64_t>(32, 7)).view({2, 16}).to(at::kByte));
  }

  std::string output_of(const Words& more) const {
    Words words = {(folder_.path() / "run").string(), "--log_level", "off"};
    words.insert(words.end(), more.begin(), more.end());
    testing::internal::CaptureStdout();
    const int code = classify(parse_arguments(classify_line(), words), words);
    const std::string out = testing::internal::GetCapturedStdout();
    EXPECT_EQ(code, 0);
    return out;
  }

  test::TemporaryFolder folder_;
};

TEST_F(ClassifyRun, PrintsAccuraciesAndWritesFiles) {
  const std::string out = output_of({"--epochs", "3", "--every", "2"});
  EXPECT_NE(out.find("accuracy on 40 training rows"), std::string::npos) << out;
  EXPECT_NE(out.find("true | predicted"), std::string::npos) << out;
  for (const char* name :
       {"classify.json", "accuracy.csv", "confusion.csv", "confusion.png", "model.safetensors"}) {
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "run" / "classify-codes" / name)) << name;
  }
}

TEST_F(ClassifyRun, PrintsItsRecordAsJson) {
  const std::string out = output_of({"--epochs", "3", "--json"});
  EXPECT_EQ(out, test::file_content(folder_.path() / "run/classify-codes/classify.json"));
}

TEST_F(ClassifyRun, UsesTheRunsDataUnlessOverridden) {
  EXPECT_NE(output_of({"--epochs", "1", "--classes", "0-4", "--limit_valid", "7"})
                .find("on 20 training rows"),
            std::string::npos);
}

std::vector<std::string> problems_of(const Words& more) {
  Words words = {"run"};
  words.insert(words.end(), more.begin(), more.end());
  try {
    classify(parse_arguments(classify_line(), words), {});
  } catch (const UsageErrors& errors) {
    return errors.lines();
  }
  return {};
}

TEST(ClassifyOptions, AreCheckedBeforeReadingFiles) {
  EXPECT_EQ(problems_of({"--epochs", "0", "--lambda", "-1", "--lr", "1"}),
            (Words{"--lambda: expected a value from 0 to 1e+06, found -1",
                   "--epochs: expected a whole number from 1 to 1000000, found 0",
                   "--lr has no effect with --optimizer lbfgs, which uses a line search on "
                   "all rows at once"}));
  EXPECT_EQ(problems_of({"--on", "raw", "--finetune", "yes", "--k_eval_factor", "2"}),
            (Words{"--finetune yes: expected --on codes, found raw, which has no encoder",
                   "--k_eval_factor has no effect with --on raw"}));
}

TEST(ClassifyHelp, FitsATerminal) {
  for (const std::string& line : base::split(help_text(classify_line()), '\n')) {
    EXPECT_LE(line.size(), 110U) << line;
  }
}

}  // namespace
}  // namespace sae::cli
