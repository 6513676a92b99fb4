// SPDX-License-Identifier: MIT
// Tests of the verdict on a run.
#include "report/verdict.h"

#include <gtest/gtest.h>

#include "support/epoch_records.h"

namespace sae::report {
namespace {

/// The verdict on a trained run with this code.
Verdict judge_code(const config::Config& config, const train::Sparsity& sparsity) {
  return judge_run(config, {.mse = 0.01, .fvu = 0.1, .sparsity = sparsity});
}

/// The same for a code of 100 units.
Verdict judge(const train::Sparsity& sparsity, const config::LossConfig& loss = {}) {
  config::Config config;
  config.model.layers = {300, 100};
  config.loss = loss;
  return judge_code(config, sparsity);
}

TEST(JudgeRun, CallsACodeOfFewUnitsSparse) {
  const Verdict verdict = judge(test::code_of(5, 0.55, 25));
  EXPECT_EQ(verdict.sentence, "sparse: a sample effectively uses 25 % of the units, none dead");
  EXPECT_EQ(verdict.advice, "");
}

// Small activations that differ from sample to sample carry what the few large ones do not.
TEST(JudgeRun, ReportsASparseCodeThatNeedsManyUnits) {
  config::Config config;
  config.model.layers = {100};
  const train::Measures valid{.mse = 0.01, .fvu = 0.1, .sparsity = test::code_of(5, 0.55, 25)};
  // All units explain .8; 90 % of it is .72.
  EXPECT_EQ(judge_run(config, valid, {{16, 0.9}, {32, 0.27}, {100, 0.2}}).sentence,
            "sparse: a sample effectively uses 25 % of the units, none dead");
  const std::vector<train::BudgetPoint> many = {{16, 0.9}, {32, 0.29}, {64, 0.27}, {100, 0.2}};
  const Verdict verdict = judge_run(config, valid, many);
  EXPECT_EQ(verdict.sentence,
            "sparse: a sample effectively uses 25 % of the units, none dead; but more than 32 of "
            "100 units per "
            "sample are needed to explain 90 % of what all explain");
  EXPECT_EQ(verdict.advice,
            "--penalty l1 or --code_activation topk, which need fewer units per sample");
  config.loss.penalty = config::Penalty::kL1;
  config.loss.beta = 1e-4;
  EXPECT_EQ(judge_run(config, valid, many).advice, "a larger --beta, such as 3e-04");
}

TEST(JudgeRun, ToleratesAFewDeadUnits) {
  const Verdict verdict = judge(test::code_of(5, 0.8, 4, 10));
  EXPECT_EQ(verdict.sentence, "sparse: a sample effectively uses 4 % of the units, 10 dead");
}

TEST(JudgeRun, ReportsManyDeadUnits) {
  const config::LossConfig loss{.penalty = config::Penalty::kL1, .beta = 1e-3};
  const Verdict sparse = judge(test::code_of(5, 0.8, 4, 11), loss);
  EXPECT_EQ(sparse.sentence, "sparse, but 11 of 100 units are dead");
  EXPECT_EQ(sparse.advice, "a smaller --beta, such as 1e-04");
  const Verdict dense = judge(test::code_of(5, 0.5, 40, 11), loss);
  EXPECT_EQ(dense.sentence, "not sparse, and 11 of 100 units are dead");
}

TEST(JudgeRun, CallsAZeroCodeCollapsed) {
  const config::LossConfig loss{.penalty = config::Penalty::kL1, .beta = 0.1};
  const Verdict verdict = judge(test::code_of(0, 0, 0, 100), loss);
  EXPECT_EQ(verdict.sentence, "collapsed: every code is zero");
  EXPECT_EQ(verdict.advice, "a smaller --beta, such as 0.01");
}

// No penalty caused the zeros, so there is none to lower.
TEST(JudgeRun, AdvisesMoreTrainingForAZeroCodeWithoutPenalty) {
  const config::LossConfig loss{.penalty = config::Penalty::kL1, .beta = 0};
  EXPECT_EQ(judge(test::code_of(0, 0, 0, 100), loss).advice,
            "more epochs (--epochs 40) or another learning rate (--lr 0.006 or 0.00067)");
}

// A dense code can meet either condition alone.
TEST(JudgeRun, RequiresBothMeasures) {
  const char* start = "not sparse: a sample effectively uses ";
  EXPECT_TRUE(judge(test::code_of(5, 0.54, 20)).sentence.starts_with(start));
  EXPECT_TRUE(judge(test::code_of(5, 0.60, 26)).sentence.starts_with(start));
  EXPECT_EQ(judge(test::code_of(5, 0.3, 40)).sentence,
            "not sparse: a sample effectively uses 40 % of the units (sparse: 25 % or less, and "
            "Hoyer 0.55 or more)");
}

TEST(JudgeRun, AdviceDependsOnThePenalty) {
  const train::Sparsity dense = test::code_of(50, 0.2, 70);
  config::LossConfig loss{.penalty = config::Penalty::kKl, .lambda = 5e-7};
  EXPECT_EQ(judge(dense, loss).advice, "more weight decay (--lambda 1e-06) or a larger --beta");
  loss.lambda = 0;
  EXPECT_EQ(judge(dense, loss).advice, "more weight decay (--lambda 1e-06) or a larger --beta");
  loss.penalty = config::Penalty::kL1;
  loss.beta = 0.01;
  EXPECT_EQ(judge(dense, loss).advice, "a larger --beta, such as 0.03");
  for (const auto tutorial : {config::Penalty::kKlPerSample, config::Penalty::kL1AllLayers}) {
    loss.penalty = tutorial;
    EXPECT_TRUE(judge(dense, loss).advice.starts_with("--penalty kl or l1 on one wide code"));
  }
  loss.add_sparse = false;
  EXPECT_EQ(judge(dense, loss).advice, "--add_sparse yes");
}

TEST(JudgeRun, AdvisesOnKForTopk) {
  config::Config config;
  config.model.layers = {100};
  config.model.code_activation = config::Activation::kTopk;
  config.model.k = 30;
  EXPECT_EQ(judge_code(config, test::code_of(30, 0.6, 20, 50)).advice,
            "--k_start 100, so that more units learn at first, or a larger --k");
  EXPECT_EQ(judge_code(config, test::code_of(30, 0.4, 40)).advice, "a smaller --k");
}

// Advice that was already followed is not repeated.
TEST(JudgeRun, DoesNotRepeatTheRunsKStart) {
  config::Config config;
  config.model.layers = {1000};
  config.model.code_activation = config::Activation::kTopk;
  config.model.k = 25;
  config.model.k_start = 100;
  const train::Sparsity wasteful = test::code_of(25, 0.9, 15, 300);
  const Verdict verdict = judge_code(config, wasteful);
  EXPECT_EQ(verdict.sentence, "sparse, but 300 of 1000 units are dead");
  EXPECT_TRUE(verdict.advice.starts_with("--k_start 400, ")) << verdict.advice;
  config.model.k_start = 1000;
  EXPECT_EQ(judge_code(config, wasteful).advice, "a larger --k, or fewer units");
}

TEST(JudgeRun, ReportsNotTrainedIfFvuIsAtLeast1) {
  config::Config config;
  config.model.layers = {100};
  config.train.epochs = 25;
  config.optim.lr = 0.003;
  const Verdict verdict =
      judge_run(config, {.mse = 1.3, .fvu = 1.3, .sparsity = test::code_of(50, 0.2, 70)});
  EXPECT_EQ(verdict.sentence,
            "not trained yet: the mean of the data reconstructs as well or better (FVU 1.30, 1 is "
            "the mean)");
  EXPECT_EQ(verdict.advice,
            "more epochs (--epochs 100) or another learning rate (--lr 0.009 or 0.001)");
  // FVU decides even if the code looks sparse.
  EXPECT_EQ(judge_run(config, {.mse = 1, .fvu = 1, .sparsity = test::code_of(5, 0.8, 4)}).sentence,
            "not trained yet: the mean of the data reconstructs as well or better (FVU 1.00, 1 is "
            "the mean)");
  config.optim.optimizer = config::OptimizerKind::kLbfgs;
  EXPECT_EQ(judge_run(config, {.mse = 1, .fvu = 2, .sparsity = test::code_of(5, 0.8, 4)}).advice,
            "more epochs (--epochs 100)");
}

}  // namespace
}  // namespace sae::report
