// SPDX-License-Identifier: MIT
// Tests of console output; verdict_test.cpp tests the verdict.
#include "cli/console.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "support/epoch_records.h"
#include "support/tiny_model.h"

namespace sae::cli {
namespace {

train::Progress some_progress() {
  return {.epoch = 2,
          .epochs = 25,
          .batch = 469,
          .batches = 938,
          .running_loss = 0.0123456,
          .images_per_second = 12345.6,
          .seconds_left = 83};
}

TEST(EpochLine, ShowsTheMainResults) {
  train::EpochRecord record = test::record_with_error(3, 0.0123456);
  record.train.loss = 0.2;
  record.train.mse = 0.1;
  record.valid.sparsity.hoyer = 0.456;
  record.images_per_second = 12345.6;
  EXPECT_EQ(epoch_line(record, 25),
            "epoch  3/25  train loss 0.20000  mse 0.10000  val mse 0.01235  hoyer 0.46  l0 10.5  "
            "dead 13  1.5 s  12,345 samples/s");
}

TEST(EpochLine, AlignsEpochNumbers) {
  EXPECT_TRUE(epoch_line(test::numbered_record(7), 7).starts_with("epoch 7/7  "));
  EXPECT_TRUE(epoch_line(test::numbered_record(7), 100).starts_with("epoch   7/100  "));
  EXPECT_TRUE(epoch_line(test::numbered_record(100), 100).starts_with("epoch 100/100  "));
}

TEST(ProgressLine, ShowsTheCurrentPosition) {
  EXPECT_EQ(progress_line(some_progress(), 200),
            "epoch 2/25 [##########..........] batch 469/938  loss 0.01235  12,345 samples/s  "
            "1 min 23 s left");
}

TEST(ProgressLine, FillsTheBarFromEmptyToFull) {
  train::Progress progress = some_progress();
  progress.batch = 0;
  EXPECT_NE(progress_line(progress, 200).find("[....................]"), std::string::npos);
  progress.batch = progress.batches;
  EXPECT_NE(progress_line(progress, 200).find("[####################]"), std::string::npos);
}

TEST(ProgressLine, FitsTheTerminalWidth) {
  EXPECT_EQ(progress_line(some_progress(), 30), "epoch 2/25 [##########........");
  EXPECT_EQ(progress_line(some_progress(), 0), "e");
}

TEST(ClosingLines, ReportUndefinedFvuForEqualRows) {
  train::Outcome outcome;
  outcome.history = {test::record_with_error(1, 0.01)};
  outcome.history.back().valid.fvu = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(
      closing_lines(config::Config(), outcome, "runs/x").at(1),
      "  val mse       0.01000: the validation rows are all equal, so no variance can be lost "
      "(best 0.01000 at epoch 1)");
}

TEST(ClosingLines, ReportNoShareOfVarianceAboveAllOfIt) {
  train::Outcome outcome;
  outcome.history = {test::record_with_error(1, 0.01)};
  outcome.history.back().valid.fvu = 1.137;
  EXPECT_EQ(
      closing_lines(config::Config(), outcome, "runs/x").at(1),
      "  val mse       0.01000: no better than the mean of the data, FVU 1.14 (best 0.01000 at "
      "epoch 1)");
}

TEST(ClosingLines, SummarizeTheRun) {
  config::Config config;
  config.model.layers = {100};
  train::Outcome outcome;
  outcome.timing.wall = 61;
  outcome.history = {test::record_with_error(1, 0.01), test::record_with_error(2, 0.02)};
  train::Measures& valid = outcome.history.back().valid;
  valid.fvu = 0.123;
  valid.sparsity = test::code_of(5.25, 0.6, 20);
  valid.sparsity.always_on = 1;
  valid.sparsity.rho_hat = 0.05;
  valid.sparsity.rho_hat_min = 0.01;
  valid.sparsity.rho_hat_max = 0.25;
  EXPECT_EQ(
      closing_lines(config, outcome, "runs/x"),
      (std::vector<std::string>{
          "after 2 epochs, 1 min 01 s:",
          "  val mse       0.02000: 12.3 % of the samples' variance is lost (best 0.01000 at epoch "
          "1)",
          "  code          5.2 of 100 units active per sample (L0), 20 effective (n_eff), Hoyer "
          "0.60",
          "  units         0 dead, 1 always on; mean activation 0.050 (from 0.010 to 0.250)",
          "  verdict       sparse: a sample effectively uses 20 % of the units, none dead",
          "  pictures      runs/x/loss.png, features.png and reconstructions/ in the same "
          "folder",
          "  report        runs/x/report.html (open it in a browser)"}));
}

TEST(ClosingLines, ReportTheBudgetOfNearlyAll) {
  train::Outcome outcome;
  outcome.history = {test::record_with_error(1, 0.01)};
  // All units explain .8; 90 % of it is .72.
  outcome.budget = {{1, 0.9}, {2, 0.27}, {4, 0.2}};
  EXPECT_EQ(closing_lines(config::Config(), outcome, "runs/x").at(4),
            "  budget        2 of 4 units per sample explain 73.0 % of the variance, all 80.0 %");
}

TEST(ClosingLines, ReportEarlyStopAndBestEpoch) {
  train::Outcome outcome;
  outcome.history = {test::record_with_error(1, 0.01), test::record_with_error(2, 0.02)};
  outcome.stopped = train::EarlyStop{2, 1};
  const auto line = [&] { return closing_lines(config::Config(), outcome, "x").at(1); };
  EXPECT_EQ(line(),
            "  stopped       after epoch 2: val mse did not improve for 1 epoch (--patience); "
            "best.safetensors is from epoch 1");
  outcome.stopped->patience = 7;
  EXPECT_NE(line().find("did not improve for 7 epochs (--patience)"), std::string::npos);
}

TEST(ClosingLines, ReportErrorsBeforeAndAfterDenoising) {
  train::Outcome outcome;
  outcome.history = {test::record_with_error(1, 0.01)};
  outcome.restoration = train::Restoration{.peak = 1, .noisy_mse = 0.25, .restored_mse = 0.01};
  EXPECT_EQ(closing_lines(config::Config(), outcome, "x").at(2),
            "  denoising     mse 0.25000, PSNR 6.02 dB before; mse 0.01000, PSNR 20.00 dB after "
            "(peak 1)");
}

TEST(ClosingLines, ContainTheVerdictsAdvice) {
  train::Outcome outcome;
  outcome.history = {test::numbered_record(1)};
  outcome.history[0].valid.sparsity = test::code_of(300, 0.1, 400);
  const std::vector<std::string> lines = closing_lines(config::Config(), outcome, "x");
  EXPECT_TRUE(lines.front().starts_with("after 1 epoch, "));
  EXPECT_TRUE(lines.at(lines.size() - 3).starts_with("  try next      "));
}

TEST(ClosingLines, NameATestSetThatDidNotValidate) {
  train::Outcome outcome;
  outcome.history = {test::numbered_record(1)};
  outcome.test = train::TestMeasures{};
  outcome.test->mse = 0.25;
  outcome.test->fvu = 0.5;
  const std::string line = "  test mse      0.25000 on the test set, FVU 0.500";
  const auto count = [&] {
    return std::ranges::count(closing_lines(config::Config(), outcome, "x"), line);
  };
  EXPECT_EQ(count(), 1);
  outcome.test->validates = true;
  EXPECT_EQ(count(), 0) << "val mse is the same";
}

TEST(ClosingLines, AreEmptyWithoutAFinishedEpoch) {
  EXPECT_TRUE(closing_lines(config::Config(), train::Outcome(), "x").empty());
}

std::string shown_progress(config::ProgressMode mode) {
  const config::Config config;
  base::set_up_log(base::LogLevel::kInfo, mode);
  const auto console = make_console(config, "x");
  testing::internal::CaptureStderr();
  console->on_progress(some_progress());
  return testing::internal::GetCapturedStderr();
}

TEST(Console, RedrawsTheBarOnOneLine) {
  const std::string shown = shown_progress(config::ProgressMode::kOn);
  EXPECT_TRUE(shown.starts_with("\r\033[Kepoch 2/25 ["));
  EXPECT_EQ(shown.find('\n'), std::string::npos);
}

TEST(Console, DrawsNoBarWithoutATerminalOrIfOff) {
  EXPECT_EQ(shown_progress(config::ProgressMode::kAuto), "");
  EXPECT_EQ(shown_progress(config::ProgressMode::kOff), "");
}

TEST(Console, PrintsOneLinePerEpoch) {
  config::Config config;
  config.train.epochs = 2;
  const model::Autoencoder model(config::ModelConfig{.layers = {2}}, 3, 0);
  const auto console = make_console(config, "x");
  testing::internal::CaptureStderr();
  base::set_up_log(base::LogLevel::kInfo);
  const std::vector<train::EpochRecord> first{test::numbered_record(1)};
  const std::vector<train::EpochRecord> both{test::numbered_record(1), test::numbered_record(2)};
  console->on_epoch({first, {}, *model});
  console->on_epoch({both, {}, *model});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), epoch_line(test::numbered_record(1), 2) + "\n" +
                                                        epoch_line(test::numbered_record(2), 2) +
                                                        "\n");
}

TEST(ClosingLines, SayHowToResumeAfterAnInterruption) {
  train::Outcome outcome;
  outcome.state = train::EndState::kInterrupted;
  outcome.saved = train::Position{1, 5};
  EXPECT_EQ(
      closing_lines(config::Config(), outcome, "runs/x"),
      (std::vector<std::string>{"interrupted and saved after 0 epochs and 5 batches; resume with: "
                                "sae_train --resume runs/x"}));
  outcome.history = {test::record_with_error(1, 0.01)};
  outcome.saved = train::Position{2, 0};
  const std::vector<std::string> lines = closing_lines(config::Config(), outcome, "runs/x");
  EXPECT_EQ(lines.back(),
            "interrupted and saved after 1 epoch; resume with: sae_train --resume runs/x");
  for (const std::string& line : lines) EXPECT_EQ(line.find("loss.png"), std::string::npos) << line;
}

TEST(Console, WarnsOfASlowSave) {
  config::Config config;
  const model::Autoencoder model(config::ModelConfig{.layers = {2}}, 3, 0);
  const auto warnings = [&](double seconds) {
    train::Outcome outcome;
    outcome.timing.last_save = seconds;
    testing::internal::CaptureStderr();
    base::set_up_log(config::LogLevel::kWarning);
    make_console(config, "runs/x")->on_end(outcome, *model);
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(warnings(19), "");
  EXPECT_EQ(warnings(21).substr(0, 46), "sae_train: warning: the last save took 21.0 s:");
}

}  // namespace
}  // namespace sae::cli
