// SPDX-License-Identifier: MIT
// Tests of codes arranged by unit.
#include "analysis/unit_codes.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

/// A code that is the row itself after `activation`, and a decoder that returns it.
model::Network identity_code(std::int64_t width, model::Activation activation,
                             std::int64_t active_k = 0) {
  const at::Tensor weight =
      test::vector(std::vector<double>(static_cast<std::size_t>(width), 1)).diag();
  const at::Tensor bias = at::zeros({width}, at::kDouble);
  return {{{weight, bias, activation, active_k}, {weight, bias, model::Activation::kIdentity, 0}},
          0};
}

TEST(CollectCodes, ArrangesCodesByUnit) {
  const at::Tensor rows = test::matrix({{1, -2}, {3, 4}, {-5, 6}});
  const UnitCodes codes =
      collect_codes(identity_code(2, model::Activation::kRelu), rows, train::CodeScale::kSize, 2);
  EXPECT_TRUE(codes.codes.equal(test::matrix({{1, 3, 0}, {0, 4, 6}}).to(at::kFloat)))
      << codes.codes;
  EXPECT_TRUE(codes.rule.active(codes.codes).equal(codes.codes > 0));
}

// Of topk with one unit, the first unit is not active in rows 1 to 3, with values 5, 7 and 1.
TEST(CollectCodes, FindsTheRowsClosestToActive) {
  const at::Tensor rows = test::matrix({{9, 0}, {5, 6}, {7, 8}, {1, 2}});
  const UnitCodes codes = collect_codes(identity_code(2, model::Activation::kTopk, 1), rows,
                                        train::CodeScale::kSize, 2);
  EXPECT_TRUE(codes.near_misses[0].equal(at::tensor({2, 1}, at::kLong))) << codes.near_misses;
  EXPECT_EQ(codes.near_misses[1][0].item<std::int64_t>(), 0);
}

}  // namespace
}  // namespace sae::analysis
