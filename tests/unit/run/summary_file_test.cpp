// SPDX-License-Identifier: MIT
// Tests of summary.json.
#include "run/summary_file.h"

#include <gtest/gtest.h>

#include <limits>

#include "run/file_names.h"
#include "support/epoch_records.h"
#include "support/temporary_folder.h"

namespace sae::run {
namespace {

using format::Json;
using test::numbered_record;
using test::record_with_error;

Json summary(const train::Outcome& outcome) {
  return Json::parse(summary_bytes(outcome, {{"engine", "by hand"}}));
}

TEST(StateName, IsDifferentForEachState) {
  EXPECT_EQ(state_name(train::EndState::kFinished), "finished");
  EXPECT_EQ(state_name(train::EndState::kInterrupted), "interrupted");
  EXPECT_EQ(state_name(train::EndState::kDiverged), "diverged");
}

TEST(SummaryFile, DescribesAFinishedRun) {
  train::Outcome outcome;
  outcome.history = {record_with_error(1, 0.2), record_with_error(2, 0.3)};
  outcome.timing.wall = 7.25;
  const Json json = summary(outcome);
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["state"], "finished");
  EXPECT_FALSE(json.contains("message"));
  EXPECT_EQ(json["epochs_done"], 2);
  EXPECT_EQ(json["wall_seconds"], 7.25);
  EXPECT_EQ(json["engine"], "by hand");
  EXPECT_EQ(json["best_epoch"], 1);
  EXPECT_EQ(json["last"]["val_mse"], 0.3);
  EXPECT_EQ(json["last"].size(), 24U) << "the columns of metrics.csv";
}

TEST(SummaryFile, ContainsTheShareOfSparseSteps) {
  train::Outcome outcome;
  EXPECT_FALSE(summary(outcome).contains("sparse_step_share"));
  outcome.sparse_share = 0.75;
  EXPECT_EQ(summary(outcome)["sparse_step_share"], 0.75);
}

TEST(SummaryFile, ContainsTheEarlyStop) {
  train::Outcome outcome;
  outcome.history = {record_with_error(1, 0.2), record_with_error(2, 0.3)};
  EXPECT_FALSE(summary(outcome).contains("stopped"));
  outcome.stopped = train::EarlyStop{2, 1};
  const Json json = summary(outcome);
  EXPECT_EQ(json["state"], "finished");
  EXPECT_EQ(json["stopped"], (Json{{"why", "no epoch within the patience lowered val_mse"},
                                   {"epoch", 2},
                                   {"patience", 1}}));
  EXPECT_EQ(json["best_epoch"], 1);
}

TEST(SummaryFile, ContainsTheBudgetCurve) {
  train::Outcome outcome;
  outcome.history = {record_with_error(1, 0.2)};
  EXPECT_FALSE(summary(outcome).contains("fvu_at_k"));
  outcome.budget = {{1, 0.5}, {2, std::numeric_limits<double>::quiet_NaN()}};
  EXPECT_EQ(summary(outcome)["fvu_at_k"],
            Json::parse(R"([{"k": 1, "fvu": 0.5}, {"k": 2, "fvu": "nan"}])"));
}

TEST(SummaryFile, ContainsTheTestSet) {
  train::Outcome outcome;
  outcome.history = {record_with_error(1, 0.2)};
  EXPECT_FALSE(summary(outcome).contains("test_mse"));
  outcome.test = train::TestMeasures{};
  outcome.test->mse = 0.25;
  outcome.test->sparsity.dead = 3;
  const Json json = summary(outcome);
  EXPECT_EQ(json["test_mse"], 0.25);
  EXPECT_EQ(json["test_dead"], 3.0);
  EXPECT_EQ(json["last"]["val_mse"], 0.2);
  EXPECT_EQ(test_json(*outcome.test).size(), 12U) << "the columns val_* of metrics.csv";
}

TEST(SummaryFile, ContainsTheDenoisingErrors) {
  train::Outcome outcome;
  outcome.history = {numbered_record(1)};
  EXPECT_FALSE(summary(outcome).contains("denoising"));
  outcome.restoration = train::Restoration{.peak = 1, .noisy_mse = 0.1, .restored_mse = 0.01};
  EXPECT_EQ(summary(outcome)["denoising"], (Json{{"peak", 1.0},
                                                 {"noisy_mse", 0.1},
                                                 {"noisy_psnr", 10.0},
                                                 {"restored_mse", 0.01},
                                                 {"restored_psnr", 20.0}}));
}

TEST(SummaryFile, DescribesARunWithoutAFinishedEpoch) {
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

// JSON has no such numbers.
TEST(SummaryFile, WritesNonFiniteNumbersAsStrings) {
  train::Outcome outcome;
  outcome.history = {numbered_record(1)};
  outcome.history[0].valid.sparsity.kl = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(summary(outcome)["last"]["val_kl"], "nan");
}

TEST(SummaryFile, ContainsTimesAndPositions) {
  train::Outcome outcome;
  outcome.timing = {
      .training = 1, .evaluation = 2, .saving = 3, .last_save = 0.5, .watching = 4, .wall = 11};
  outcome.resumed = train::Position{2, 7};
  outcome.saved = train::Position{4, 0};
  const Json json = summary(outcome);
  EXPECT_EQ(json["training_seconds"], 1.0);
  EXPECT_EQ(json["evaluation_seconds"], 2.0);
  EXPECT_EQ(json["saving_seconds"], 3.0);
  EXPECT_EQ(json["last_save_seconds"], 0.5);
  EXPECT_EQ(json["pictures_seconds"], 4.0);
  EXPECT_EQ(json["resumed_at"], (Json{{"epoch", 2}, {"batches_done", 7}}));
  EXPECT_EQ(json["checkpoint_at"], (Json{{"epoch", 4}, {"batches_done", 0}}));
  EXPECT_FALSE(summary({}).contains("resumed_at"));
}

TEST(ReadState, ReadsTheWrittenState) {
  const test::TemporaryFolder folder;
  EXPECT_FALSE(read_state(folder.path())) << "there is no summary";
  for (const auto state :
       {train::EndState::kFinished, train::EndState::kInterrupted, train::EndState::kDiverged}) {
    train::Outcome outcome;
    outcome.state = state;
    folder.write(kSummaryName, summary_bytes(outcome, Json::object()));
    EXPECT_EQ(read_state(folder.path()), state);
  }
}

TEST(ReadState, IgnoresOtherFiles) {
  const test::TemporaryFolder folder;
  for (const char* text : {"", "{", "[]", "{}", R"({"state": 1})", R"({"state": "lost"})"}) {
    folder.write(kSummaryName, text);
    EXPECT_FALSE(read_state(folder.path())) << text;
  }
}

}  // namespace
}  // namespace sae::run
