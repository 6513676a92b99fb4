// SPDX-License-Identifier: MIT
// Tests of simple reconstructions, with values computed by hand.
#include "analysis/baselines.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

FitRows same(const at::Tensor& fitted, const at::Tensor& measured) {
  return {fitted, fitted, measured, measured};
}

// The training mean is (1, 1). The measured rows' own mean (3, 1) has variation 2.
TEST(MeanError, UsesTheMeanOfTheFittedRows) {
  const BaselineError error =
      mean_error(same(test::matrix({{0, 0}, {2, 2}}), test::matrix({{2, 1}, {4, 1}})));
  EXPECT_DOUBLE_EQ(error.mse, (1.0 + 9) / 4);
  EXPECT_DOUBLE_EQ(error.fvu, (1.0 + 9) / 2);
}

// The fitted rows vary along (1, 1) by 4 and along (1, −1) by 1. One component keeps the first.
TEST(PcaError, LosesWhatIsOutsideTheComponents) {
  const at::Tensor fitted = test::matrix({{4, 4}, {-4, -4}, {1, -1}, {-1, 1}});
  const at::Tensor measured = test::matrix({{3, 3}, {2, -2}});
  const BaselineError one = pca_error(same(fitted, measured), 1);
  EXPECT_NEAR(one.mse, 8.0 / 4, 1e-12);
  EXPECT_NEAR(pca_error(same(fitted, measured), 2).mse, 0, 1e-12);
  EXPECT_NEAR(pca_error(same(fitted, measured), 99).mse, 0, 1e-12) << "at most D components";
}

// Three rows in 2500 dimensions: two components reconstruct them exactly, one does not.
TEST(PcaError, TakesFewerRowsThanColumns) {
  const at::Tensor rows = test::uniform({3, 2500}, 1, 0, 1);
  EXPECT_NEAR(pca_error(same(rows, rows), 2).mse, 0, 1e-9);
  EXPECT_GT(pca_error(same(rows, rows), 1).mse, 1e-3);
}

// The code is max(x, 0) and max(−x, 0): a linear decoder gives x back.
TEST(UntrainedError, FitsALinearDecoder) {
  const model::Layer encoder = {test::matrix({{1}, {-1}}), test::vector({0, 0}),
                                model::Activation::kRelu, 0};
  const model::Layer decoder = {test::matrix({{0, 0}}), test::vector({0}),
                                model::Activation::kIdentity, 0};
  const at::Tensor rows = test::matrix({{1}, {2}, {-3}, {-1}});
  const auto error =
      untrained_error({{encoder, decoder}, 0}, same(rows, test::matrix({{5}, {-5}})));
  ASSERT_TRUE(error.has_value());
  EXPECT_NEAR(error->mse, 0, 1e-6);
}

TEST(UntrainedError, LeavesOutVeryWideCodes) {
  const model::Layer encoder = {at::zeros({2049, 1}, at::kDouble), at::zeros({2049}, at::kDouble),
                                model::Activation::kRelu, 0};
  const model::Layer decoder = {at::zeros({1, 2049}, at::kDouble), test::vector({0}),
                                model::Activation::kIdentity, 0};
  const at::Tensor rows = test::matrix({{1}});
  EXPECT_FALSE(untrained_error({{encoder, decoder}, 0}, same(rows, rows)).has_value());
}

}  // namespace
}  // namespace sae::analysis
