// SPDX-License-Identifier: MIT
// Tests of accumulating loss terms.
#include "train/loss_meter.h"

#include <gtest/gtest.h>

#include <limits>

#include "support/tensors.h"

namespace sae::train {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

/// A batch's terms as float32, like a model's. The loss is their sum with beta 1.
loss::LossTerms float_terms(double reconstruction, double penalty, double decay, double mse = 0) {
  const auto term = [](double value) { return test::scalar(value).to(at::kFloat); };
  return {term(reconstruction + penalty + decay),
          term(reconstruction),
          term(mse),
          term(penalty),
          term(decay),
          term(0)};
}

TEST(LossMeter, WeightsMeansByBatchSize) {
  LossMeter meter(at::kCPU);
  meter.add(float_terms(1, 2, 4, 8), 3);
  meter.add(float_terms(5, 0, 8, 16), 1);
  const LossMeans means = meter.means();
  EXPECT_DOUBLE_EQ(means.loss, (7 * 3 + 13) / 4.0);
  EXPECT_DOUBLE_EQ(means.reconstruction, (1 * 3 + 5) / 4.0);
  EXPECT_DOUBLE_EQ(means.penalty, (2 * 3 + 0) / 4.0);
  EXPECT_DOUBLE_EQ(means.decay, (4 * 3 + 8) / 4.0);
  EXPECT_DOUBLE_EQ(means.mse, (8 * 3 + 16) / 4.0);
}

TEST(LossMeter, IsZeroBeforeTheFirstBatchAndAfterAReset) {
  LossMeter meter(at::kCPU);
  EXPECT_EQ(meter.means().loss, 0);
  EXPECT_FALSE(meter.non_finite());
  meter.add(float_terms(kNan, 1, 1), 3);
  meter.reset();
  EXPECT_EQ(meter.means().loss, 0);
  EXPECT_FALSE(meter.non_finite());
  meter.add(float_terms(1, 0, 0), 3);
  EXPECT_EQ(meter.means().loss, 1);
}

TEST(LossMeter, CountsBatchesFromZeroAfterAReset) {
  LossMeter meter(at::kCPU);
  meter.add(float_terms(1, 1, 1), 3);
  meter.add(float_terms(1, 1, 1), 3);
  meter.reset();
  meter.add(float_terms(1, 1, 1), 3);
  meter.add(float_terms(kNan, 1, 1), 3);
  ASSERT_TRUE(meter.non_finite());
  EXPECT_EQ(meter.non_finite()->batch, 1);
}

TEST(LossMeter, SumsInFloat64) {
  LossMeter meter(at::kCPU);
  // float32 cannot represent 2^24 + 1.
  meter.add(float_terms(16'777'216, 0, 0), 1);
  meter.add(float_terms(1, 0, 0), 1);
  meter.add(float_terms(1, 0, 0), 1);
  EXPECT_DOUBLE_EQ(meter.means().reconstruction, 16'777'218.0 / 3);
}

TEST(LossMeter, NamesTheTermThatIsNotFinite) {
  const auto broken_term = [](double reconstruction, double penalty, double decay) {
    LossMeter meter(at::kCPU);
    meter.add(float_terms(reconstruction, penalty, decay), 3);
    return meter.non_finite() ? meter.non_finite()->term : "none";
  };
  EXPECT_EQ(broken_term(1, 2, 3), "none");
  EXPECT_EQ(broken_term(kNan, 2, 3), "reconstruction");
  EXPECT_EQ(broken_term(1, kInf, 3), "penalty");
  EXPECT_EQ(broken_term(1, 2, kInf), "decay");
  LossMeter auxk(at::kCPU);
  auxk.add(LossMeans{kInf, 1, 2, 3, 4, kInf}, 3);
  EXPECT_EQ(auxk.non_finite()->term, "auxk");
  EXPECT_EQ(broken_term(kNan, kNan, kNan), "reconstruction");
  EXPECT_EQ(broken_term(-kInf, 2, 3), "reconstruction");
}

TEST(LossMeter, RemembersTheFirstNonFiniteBatch) {
  LossMeter meter(at::kCPU);
  meter.add(float_terms(1, 2, 3), 4);
  meter.add(float_terms(1, 2, 3), 4);
  meter.add(float_terms(1, kInf, 3), 4);
  meter.add(float_terms(kNan, kNan, kNan), 4);
  meter.add(float_terms(1, 2, 3), 4);
  const auto broken = meter.non_finite();
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->batch, 2);
  EXPECT_EQ(broken->term, "penalty");
}

TEST(LossMeter, AcceptsTermsWithGradients) {
  LossMeter meter(at::kCPU);
  loss::LossTerms terms = float_terms(1, 2, 3);
  terms.loss.requires_grad_();
  meter.add(terms, 2);
  EXPECT_EQ(meter.means().loss, 6);
}

TEST(LossMeter, ResumesFromRestoredSums) {
  const auto add = [](LossMeter& meter, double value, std::int64_t rows) {
    const at::Tensor term = test::scalar(value);
    meter.add({term, term, term, term, term, term}, rows);
  };
  LossMeter whole(at::kCPU), first(at::kCPU), second(at::kCPU);
  add(whole, 0.1, 4);
  add(first, 0.1, 4);
  second.restore(first.sums().clone(), 4, 1);
  for (LossMeter* meter : {&whole, &second}) add(*meter, 0.7, 3);
  EXPECT_EQ(second.means().loss, whole.means().loss);
  EXPECT_TRUE(second.sums().equal(whole.sums()));
  add(second, kInf, 3);
  EXPECT_EQ(second.non_finite()->batch, 2);
}

TEST(LossMeter, NamesTheLossIfAllItsTermsAreFinite) {
  LossMeter meter(at::kCPU);
  const at::Tensor part = test::scalar(1e308);
  meter.add({test::scalar(kInf), part, part, part, part, part}, 1);
  EXPECT_EQ(meter.non_finite()->term, "loss");
}

}  // namespace
}  // namespace sae::train
