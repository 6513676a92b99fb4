// SPDX-License-Identifier: MIT
// Tests of metrics.csv and summary.json.
#include "sae/report/records.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/epoch_records.h"
#include "support/temporary_folder.h"
#include "support/tiny_model.h"

namespace sae::report {
namespace {

using format::Json;
using test::numbered_record;
using test::record_with_error;
using test::TemporaryFolder;

TEST(MetricsTable, HasTheDocumentedColumnsInTheirOrder) {
  EXPECT_EQ(metrics_table({}).columns, (std::vector<std::string>{"epoch",
                                                                 "seconds",
                                                                 "images_per_second",
                                                                 "train_loss",
                                                                 "train_reconstruction",
                                                                 "train_mse",
                                                                 "train_penalty",
                                                                 "train_decay",
                                                                 "val_mse",
                                                                 "val_fvu",
                                                                 "val_l0",
                                                                 "val_hoyer",
                                                                 "val_n_eff",
                                                                 "val_dead",
                                                                 "val_always_on",
                                                                 "val_zero_codes",
                                                                 "val_rho_hat",
                                                                 "val_rho_hat_min",
                                                                 "val_rho_hat_max",
                                                                 "val_kl"}));
}

TEST(MetricsTable, HasARowForEachEpochWithEachNumberInItsColumn) {
  const format::CsvTable table = metrics_table({numbered_record(1), numbered_record(2)});
  const std::vector<double> after_the_epoch = {1.5, 2.5,  3.5,  4.5,  5.5,  6.5, 7.5,
                                               8.5, 9.5,  10.5, 11.5, 12.5, 13,  14,
                                               15,  16.5, 17.5, 18.5, 19.5};
  ASSERT_EQ(table.rows.size(), 2U);
  for (std::size_t row = 0; row < 2; ++row) {
    std::vector<double> expected = {static_cast<double>(row + 1)};
    expected.insert(expected.end(), after_the_epoch.begin(), after_the_epoch.end());
    EXPECT_EQ(table.rows[row], expected);
  }
}

TEST(StateName, TellsEachEndApart) {
  EXPECT_EQ(state_name(train::EndState::kFinished), "finished");
  EXPECT_EQ(state_name(train::EndState::kInterrupted), "interrupted");
  EXPECT_EQ(state_name(train::EndState::kDiverged), "diverged");
}

/// A recorder in a folder of its own, and a model of 3-2-3.
class RecorderTest : public testing::Test {
 protected:
  RecorderTest() {
    config_.output.out = (temporary_.path() / "run").string();
    config_.model.layers = {2};
    folder_.emplace(config_, Json::object());
    recorder_ = make_recorder(config_, *folder_, {{"engine", "by hand"}});
  }
  std::string content(const char* name) const { return test::file_content(folder_->path() / name); }
  Json summary(const train::Outcome& outcome) {
    recorder_->on_end(outcome, *model_);
    return Json::parse(content("summary.json"));
  }

  TemporaryFolder temporary_;
  config::Config config_;
  std::optional<RunFolder> folder_;
  std::unique_ptr<train::Observer> recorder_;
  model::Autoencoder model_{config::ModelConfig{.layers = {2}}, 3, 0};
};

TEST_F(RecorderTest, WritesTheTableAndTheWeightsAfterAnEpoch) {
  recorder_->on_epoch({numbered_record(1)}, *model_);
  EXPECT_EQ(content("metrics.csv"), format::csv_text(metrics_table({numbered_record(1)})));
  EXPECT_FALSE(content("model.safetensors").empty());
  EXPECT_EQ(content("best.safetensors"), content("model.safetensors"));
}

TEST_F(RecorderTest, KeepsTheWeightsOfTheLowestErrorAndTheFirstOfEquals) {
  std::vector<train::EpochRecord> history = {record_with_error(1, 0.3)};
  recorder_->on_epoch(history, *model_);
  const std::string first = content("best.safetensors");
  history.push_back(record_with_error(2, 0.3));
  recorder_->on_epoch(history, *model_);
  EXPECT_EQ(content("best.safetensors"), first);
  EXPECT_NE(content("model.safetensors"), first);
  history.push_back(record_with_error(3, 0.2));
  recorder_->on_epoch(history, *model_);
  EXPECT_EQ(content("best.safetensors"), content("model.safetensors"));
}

TEST_F(RecorderTest, SumsUpAFinishedRun) {
  train::Outcome outcome;
  outcome.history = {record_with_error(1, 0.2), record_with_error(2, 0.3)};
  outcome.wall_seconds = 7.25;
  const Json json = summary(outcome);
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["state"], "finished");
  EXPECT_FALSE(json.contains("message"));
  EXPECT_EQ(json["epochs_done"], 2);
  EXPECT_EQ(json["wall_seconds"], 7.25);
  EXPECT_EQ(json["engine"], "by hand");
  EXPECT_EQ(json["best_epoch"], 1);
  EXPECT_EQ(json["last"]["val_mse"], 0.3);
  EXPECT_EQ(json["last"].size(), metrics_table({}).columns.size());
}

TEST_F(RecorderTest, SumsUpARunWithoutAFinishedEpoch) {
  train::Outcome outcome;
  outcome.state = train::EndState::kDiverged;
  outcome.message = "the penalty is not finite";
  const Json json = summary(outcome);
  EXPECT_EQ(json["state"], "diverged");
  EXPECT_EQ(json["message"], outcome.message);
  EXPECT_EQ(json["epochs_done"], 0);
  EXPECT_FALSE(json.contains("last"));
  EXPECT_FALSE(json.contains("best_epoch"));
}

// JSON has no numbers for these.
TEST_F(RecorderTest, WritesNumbersThatAreNotFiniteAsWords) {
  train::Outcome outcome;
  outcome.history = {numbered_record(1)};
  outcome.history[0].valid.sparsity.kl = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(summary(outcome)["last"]["val_kl"], "nan");
}

}  // namespace
}  // namespace sae::report
