// SPDX-License-Identifier: MIT
// Tests of what a run takes.
#include "session/estimate.h"

#include <ATen/ops/rand.h>
#include <gtest/gtest.h>

#include "model/autoencoder.h"

namespace sae::session {
namespace {

/// Epochs of 2 s of training and ½ s of evaluation, and 5 s at the end.
Estimate some_estimate() {
  Estimate estimate;
  estimate.training_seconds = 2;
  estimate.evaluation_seconds = 0.5;
  estimate.closing_seconds = 5;
  return estimate;
}

TEST(EpochsWithin, LeaveTimeForTheEnd) {
  EXPECT_EQ(epochs_within(some_estimate(), 60), 22) << "(60 − 5) / 2.5";
  EXPECT_EQ(epochs_within(some_estimate(), 14.9), 3);
  EXPECT_EQ(epochs_within(some_estimate(), 1), 1) << "at least one";
  EXPECT_EQ(epochs_within(some_estimate(), 1e300), 1'000'000) << "the most of --epochs";
}

TEST(Estimate, CountsTheEndOnce) { EXPECT_DOUBLE_EQ(some_estimate().run_seconds(4), 15); }

data::Split some_rows() {
  data::Split split;
  split.train.features = at::rand({100, 6});
  split.valid.features = at::rand({50, 6});
  split.train.shape = split.valid.shape = {1, 6, 1};
  split.valid_is_test = false;
  return split;
}

// 6 · 4 + 4 + 4 · 6 + 6 parameters of 4 bytes; 150 rows of 6.
TEST(EstimateRun, CountsParametersMemoryAndDisk) {
  config::Config config;
  config.model.layers = {4};
  config.output.report = false;
  const data::Split split = some_rows();
  const model::Autoencoder model(config.model, 6, 1);
  const Estimate estimate = estimate_run(config, split, {}, *model, {"autograd", "cpu", 1});
  EXPECT_EQ(estimate.parameters, 58);
  EXPECT_EQ(estimate.memory_bytes, 150 * 6 * 4 + 6 * 58 * 4) << "Adam keeps two moments";
  EXPECT_EQ(estimate.disk_bytes, 6 * 58 * 4 + 1'000'000 + 10 / 5 * 250'000);
  EXPECT_GT(estimate.training_seconds, 0);
  EXPECT_GT(estimate.evaluation_seconds, 0);
}

TEST(EstimateRun, CountsThePairsOfLbfgsAndTheSumsOfItsGradient) {
  config::Config config;
  config.model.layers = {4};
  config.optim.optimizer = config::OptimizerKind::kLbfgs;
  const model::Autoencoder model(config.model, 6, 1);
  const auto memory = [&](const char* engine) {
    return estimate_run(config, some_rows(), {}, *model, {engine, "cpu", 1}).memory_bytes;
  };
  EXPECT_EQ(memory("autograd"), 150 * 6 * 4 + (4 + 20) * 58 * 4);
  EXPECT_EQ(memory("fused"), 150 * 6 * 4 + (4 + 20 + 8) * 58 * 4);
}

// Steps of more than 4,096 rows are measured on 4,096.
TEST(MeasuredSteps, CountsBatches) {
  EXPECT_EQ(measured_steps(100, 32), 4) << "the last batch is smaller";
  EXPECT_EQ(measured_steps(100, 1000), 1) << "a batch of all rows";
  EXPECT_EQ(measured_steps(40'960, 40'960), 10) << "full batch";
  EXPECT_EQ(measured_steps(40'960, 8'192), 10);
}

TEST(EstimateText, NamesRowsAndTimes) {
  Estimate estimate = some_estimate();
  estimate.parameters = 1234;
  estimate.memory_bytes = 2'500'000'000;
  estimate.disk_bytes = 1'500'000;
  config::Config config;
  config.train.epochs = 1;
  EXPECT_EQ(estimate_text(estimate, config, some_rows()),
            "rows        100 to train, 50 to validate (part of the training set)\n"
            "parameters  1,234\n"
            "memory      2.5 GB for rows, weights and the optimizer\n"
            "disk        about 1.5 MB\n"
            "epoch       2.5 s, of which 500 ms evaluation\n"
            "run         7.5 s for 1 epoch\n");
}

}  // namespace
}  // namespace sae::session
