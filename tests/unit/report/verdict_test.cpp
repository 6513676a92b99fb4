// SPDX-License-Identifier: MIT
// Tests of the verdict on sparsity.
#include <gtest/gtest.h>

#include "sae/report/console.h"

namespace sae::report {
namespace {

/// The verdict on a code of 100 units.
Verdict judge(const metrics::Sparsity& sparsity, const config::LossConfig& loss = {}) {
  config::Config config;
  config.model.layers = {300, 100};
  config.loss = loss;
  return judge_sparsity(config, sparsity);
}

TEST(JudgeSparsity, PraisesACodeOfFewUnits) {
  const Verdict verdict = judge({.l0 = 5, .hoyer = 0.55, .n_eff = 25, .dead = 0});
  EXPECT_EQ(verdict.sentence, "sparse: an image is carried by 25 % of the units, and none idle");
  EXPECT_EQ(verdict.advice, "");
}

TEST(JudgeSparsity, CountsAFewIdleUnitsWithoutBlame) {
  const Verdict verdict = judge({.l0 = 5, .hoyer = 0.8, .n_eff = 4, .dead = 10});
  EXPECT_EQ(verdict.sentence, "sparse: an image is carried by 4 % of the units, and 10 idle");
}

TEST(JudgeSparsity, BlamesManyDeadUnitsWhetherSparseOrNot) {
  const config::LossConfig loss{.penalty = config::Penalty::kL1, .beta = 1e-3};
  const Verdict sparse = judge({.l0 = 5, .hoyer = 0.8, .n_eff = 4, .dead = 11}, loss);
  EXPECT_EQ(sparse.sentence, "sparse, but 11 of 100 units are dead");
  EXPECT_EQ(sparse.advice, "a smaller --beta, such as 0.0001");
  const Verdict dense = judge({.l0 = 5, .hoyer = 0.5, .n_eff = 40, .dead = 11}, loss);
  EXPECT_EQ(dense.sentence, "not sparse, and 11 of 100 units are dead");
}

TEST(JudgeSparsity, CallsACodeOfZerosCollapsed) {
  const config::LossConfig loss{.penalty = config::Penalty::kL1, .beta = 0.1};
  const Verdict verdict = judge({.l0 = 0, .hoyer = 0, .n_eff = 0, .dead = 100}, loss);
  EXPECT_EQ(verdict.sentence, "collapsed: every code is zero");
  EXPECT_EQ(verdict.advice, "a smaller --beta, such as 0.01");
}

// Either measure alone can be met by a dense code.
TEST(JudgeSparsity, AsksForBothMeasures) {
  const char* start = "not sparse: an image is spread over ";
  EXPECT_TRUE(judge({.l0 = 5, .hoyer = 0.54, .n_eff = 20}).sentence.starts_with(start));
  EXPECT_TRUE(judge({.l0 = 5, .hoyer = 0.60, .n_eff = 26}).sentence.starts_with(start));
  EXPECT_EQ(judge({.l0 = 5, .hoyer = 0.3, .n_eff = 40}).sentence,
            "not sparse: an image is spread over 40 % of the units (sparse is 25 % or less, with "
            "Hoyer 0.55 or more)");
}

TEST(JudgeSparsity, AdvisesWhatFitsThePenalty) {
  const metrics::Sparsity dense{.l0 = 50, .hoyer = 0.2, .n_eff = 70};
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

}  // namespace
}  // namespace sae::report
