// SPDX-License-Identifier: MIT
// Tests of the public train_run.
#include "sae/train.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "sae/sae.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae {
namespace {

/// Trains on a small table, silently.
class TrainRunTest : public testing::Test {
 protected:
  Config config(const std::string& name, const std::string& epochs) const {
    std::string rows;
    for (int row = 0; row < 40; ++row) {
      rows += std::to_string(row % 5) + "," + std::to_string(row % 3) + "," +
              std::to_string(row % 7) + "\n";
    }
    return Config()
        .set("data", folder_.write("rows.csv", rows).string())
        .set("out", (folder_.path() / name).string())
        .set("layers", "2")
        .set("epochs", epochs)
        .set("log_level", "off");
  }
  std::string model(const std::string& name) const {
    return test::file_content(folder_.path() / name / "model.safetensors");
  }

  test::TemporaryFolder folder_;
};

TEST_F(TrainRunTest, WritesARunAndCallsBackAfterEachEpoch) {
  std::vector<EpochMetrics> seen;
  const Trained trained =
      train_run(config("run", "3"), [&](const EpochMetrics& epoch) { seen.push_back(epoch); });
  EXPECT_FALSE(trained.stopped);
  EXPECT_EQ(trained.folder, folder_.path() / "run");
  const std::vector<EpochMetrics> saved = sae::Run(trained.folder).metrics();
  ASSERT_EQ(seen.size(), 3U);
  ASSERT_EQ(saved.size(), 3U);
  for (std::size_t i = 0; i < saved.size(); ++i) {
    EXPECT_EQ(seen[i].at("epoch"), static_cast<double>(i + 1));
    EXPECT_EQ(seen[i].at("val_mse"), saved[i].at("val_mse"));
  }
  EXPECT_TRUE(std::filesystem::is_regular_file(trained.folder / "loss.png"));
}

TEST_F(TrainRunTest, StopsOnRequestAndResumesToTheSameBytes) {
  train_run(config("whole", "4"));
  std::stop_source stop;
  const Trained trained = train_run(
      config("parts", "4"),
      [&](const EpochMetrics& epoch) {
        if (epoch.at("epoch") == 2) stop.request_stop();
      },
      stop.get_token());
  EXPECT_TRUE(trained.stopped);
  EXPECT_EQ(sae::Run(trained.folder).metrics().size(), 2U);
  const Trained resumed =
      train_run(Config().set("resume", trained.folder.string()).set("log_level", "off"));
  EXPECT_FALSE(resumed.stopped);
  EXPECT_EQ(model("parts"), model("whole"));
}

TEST_F(TrainRunTest, PassesOnExceptionsOfTheCallback) {
  EXPECT_THROW(
      train_run(config("run", "3"), [](const EpochMetrics&) { throw std::out_of_range("mine"); }),
      std::out_of_range);
}

TEST_F(TrainRunTest, RefusesInvalidConfigurations) {
  EXPECT_EQ(test::failure([&] { train_run(config("run", "0")); }),
            "2: --epochs: expected a whole number from 1 to 1000000, found 0");
  EXPECT_EQ(test::count_entries(folder_.path()), 1);
}

TEST_F(TrainRunTest, ReportsDivergence) {
  Config diverging = config("run", "200");
  diverging.set("optimizer", "sgd").set("lr", "1000").set("output_activation", "identity");
  const std::string refusal = test::failure([&] { train_run(diverging); });
  EXPECT_TRUE(refusal.starts_with("6: ")) << refusal;
}

TEST(Version, NamesTheProgram) { EXPECT_TRUE(version().starts_with("sae_train ")); }

}  // namespace
}  // namespace sae
