// SPDX-License-Identifier: MIT
// Tests of the units' importance: against networks in which one unit's code is replaced.
#include "analysis/importance.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

using model::Activation;

constexpr auto kAllRows = std::numeric_limits<std::int64_t>::max();

/// 5 → 4 → (hidden →) 5 with these outputs.
model::Network network(Activation hidden, Activation output, bool deep) {
  const auto layer = [](std::int64_t out, std::int64_t in, std::uint64_t seed,
                        Activation activation) {
    return model::Layer{test::uniform({out, in}, seed, -1, 1),
                        test::uniform({out}, seed + 100, -1, 1), activation, 0};
  };
  model::Network made{{layer(4, 5, 1, Activation::kSigmoid)}, 0};
  if (deep) made.layers.push_back(layer(3, 4, 2, hidden));
  made.layers.push_back(layer(5, deep ? 3 : 4, 3, output));
  return made;
}

/// Mean squared error with the code of `unit` replaced, straight from the definition.
double error_at_rest(const model::Network& network, const MeasuredRows& rows, std::int64_t unit,
                     const at::Tensor& rest, bool resting) {
  at::Tensor code = model::forward(model::encoder_of(network), rows.input).code.clone();
  if (resting) code.select(1, unit).copy_(rest[unit].expand({code.size(0)}));
  const at::Tensor output = model::forward(model::decoder_of(network), code).output;
  return (output - rows.target).square().mean().item<double>();
}

void expect_definition(const model::Network& network) {
  const MeasuredRows rows = {test::uniform({7, 5}, 5, 0, 1), test::uniform({7, 5}, 6, 0, 1), {}};
  const at::Tensor rest = test::uniform({4}, 7, 0, 1);
  const Importance found = unit_importance(network, rows, rest, kAllRows);
  EXPECT_EQ(found.rows, 7);
  for (std::int64_t unit = 0; unit < 4; ++unit) {
    const double rise = error_at_rest(network, rows, unit, rest, true) -
                        error_at_rest(network, rows, unit, rest, false);
    EXPECT_NEAR(found.total[unit].item<double>(), rise, 1e-12);
  }
}

TEST(UnitImportance, IsTheRiseOfTheErrorForEveryDecoder) {
  expect_definition(network(Activation::kRelu, Activation::kIdentity, false));
  expect_definition(network(Activation::kRelu, Activation::kSigmoid, false));
  expect_definition(network(Activation::kTanh, Activation::kIdentity, true));
  expect_definition(network(Activation::kRelu, Activation::kSigmoid, true));
}

// The rows of a class are measured as if they were alone.
TEST(UnitImportance, MeasuresEachClassByItself) {
  const model::Network sigmoid = network(Activation::kRelu, Activation::kSigmoid, false);
  MeasuredRows rows = {test::uniform({6, 5}, 5, 0, 1), test::uniform({6, 5}, 6, 0, 1), {}};
  const at::Tensor rest = test::uniform({4}, 7, 0, 1);
  const at::Tensor second =
      unit_importance(sigmoid, {rows.input.narrow(0, 4, 2), rows.target.narrow(0, 4, 2), {}}, rest,
                      kAllRows)
          .total;
  rows.classes = {at::tensor({0, 0, 0, 0, 1, 1}, at::kLong), 3};
  const Importance found = unit_importance(sigmoid, rows, rest, kAllRows);
  EXPECT_TRUE(at::allclose(found.by_class.select(1, 1), second, 1e-12, 1e-14));
  EXPECT_TRUE(std::isnan(found.by_class[0][2].item<double>())) << "no row of this class";
}

TEST(UnitImportance, MeasuresEvenlySpacedRows) {
  const model::Network linear = network(Activation::kRelu, Activation::kIdentity, false);
  const at::Tensor rows = test::uniform({5, 5}, 5, 0, 1), rest = test::uniform({4}, 7, 0, 1);
  const at::Tensor spaced = rows.index_select(0, at::tensor({0, 1, 3}, at::kLong));
  const Importance found = unit_importance(linear, {rows, rows, {}}, rest, 3);
  EXPECT_EQ(found.rows, 3);
  EXPECT_TRUE(at::allclose(found.total,
                           unit_importance(linear, {spaced, spaced, {}}, rest, kAllRows).total));
}

TEST(AffordableRows, AreAllWhereTheRiseHasAClosedForm) {
  EXPECT_EQ(affordable_rows(network(Activation::kRelu, Activation::kIdentity, false)), kAllRows);
  EXPECT_LT(affordable_rows(network(Activation::kRelu, Activation::kIdentity, true)), kAllRows);
}

}  // namespace
}  // namespace sae::analysis
