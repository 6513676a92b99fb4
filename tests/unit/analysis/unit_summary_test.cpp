// SPDX-License-Identifier: MIT
// Tests of all that describes the units of a code.
#include "analysis/unit_summary.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

/// Two units that are the two values of a row, and are added at 1 and 3 times their size.
model::Network two_units(model::Activation activation) {
  const at::Tensor bias = at::zeros({2}, at::kDouble);
  return {{{test::matrix({{1, 0}, {0, 1}}), bias, activation, 0},
           {test::matrix({{1, 0}, {0, 3}}), bias, model::Activation::kIdentity, 0}},
          0};
}

UnitSummary summarise(model::Activation activation) {
  const at::Tensor rows = test::matrix({{1, 0}, {2, 0}});
  return summarise_units(two_units(activation), {rows, rows, {}}, test::vector({1, 0.5}),
                         {train::CodeScale::kSize, 1, 1, 2});
}

// With the first unit at 1 instead of 1 and 2, the second row has the error 1: a quarter of the
// four values. The second unit at ½ adds 1.5 to both rows: 2 · 2.25 / 4.
TEST(SummariseUnits, MeasuresUnitsAtRest) {
  const UnitSummary summary = summarise(model::Activation::kRelu);
  EXPECT_TRUE(summary.importance.total.equal(test::vector({0.25, 1.125})))
      << summary.importance.total;
  EXPECT_TRUE(summary.decoder_norms.equal(test::vector({1, 3})));
  EXPECT_TRUE(summary.table.rate.equal(test::vector({1, 0})));
  EXPECT_EQ(summary.similar.units[0][0].item<std::int64_t>(), 1);
}

TEST(SummariseUnits, SwitchesBoundedCodesOffAtTheirMean) {
  EXPECT_TRUE(summarise(model::Activation::kRelu).off.equal(test::vector({0, 0})));
  EXPECT_TRUE(summarise(model::Activation::kSigmoid).off.equal(test::vector({1, 0.5})));
  EXPECT_TRUE(summarise(model::Activation::kTanh).off.equal(test::vector({1, 0.5})));
}

}  // namespace
}  // namespace sae::analysis
