// SPDX-License-Identifier: MIT
// Tests of activation functions.
#include "model/activation.h"

#include <ATen/ops/isnan.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/tensors.h"

namespace sae::model {
namespace {

const double kLog2 = std::log(2.0);
const double kLog3 = std::log(3.0);

TEST(Activate, ComputesTheValuesOfEachFunction) {
  const at::Tensor input = test::matrix({{-kLog3, -kLog2, 0}, {kLog2, kLog3, 4}});
  // sigmoid(log a) = a/(a + 1), tanh(log a) = (a² − 1)/(a² + 1).
  const double sigmoid4 = 1 / (1 + std::exp(-4.0));
  const at::Tensor sigmoid =
      test::matrix({{1.0 / 4, 1.0 / 3, 1.0 / 2}, {2.0 / 3, 3.0 / 4, sigmoid4}});
  const at::Tensor tanh = test::matrix({{-0.8, -0.6, 0}, {0.6, 0.8, std::tanh(4.0)}});
  EXPECT_LT(test::distance(activate(Activation::kSigmoid, input), sigmoid), 1e-15);
  EXPECT_LT(test::distance(activate(Activation::kTanh, input), tanh), 1e-15);
  EXPECT_TRUE(
      activate(Activation::kRelu, input).equal(test::matrix({{0, 0, 0}, {kLog2, kLog3, 4}})));
  EXPECT_TRUE(activate(Activation::kIdentity, input).equal(input));
}

TEST(Activate, ComputesTheDerivativeOfEachFunction) {
  const auto derivative = [](Activation activation, double at) {
    const at::Tensor input = test::vector({at}).requires_grad_();
    activate(activation, input).sum().backward();
    return input.grad().item<double>();
  };
  EXPECT_NEAR(derivative(Activation::kSigmoid, kLog3), 0.75 * 0.25, 1e-15);
  EXPECT_NEAR(derivative(Activation::kTanh, kLog2), 1 - 0.36, 1e-15);
  EXPECT_EQ(derivative(Activation::kRelu, 2), 1);
  EXPECT_EQ(derivative(Activation::kRelu, -2), 0);
  EXPECT_EQ(derivative(Activation::kRelu, 0), 0);
  EXPECT_EQ(derivative(Activation::kIdentity, -2), 1);
}

TEST(KeepLargest, KeepsByValueThenByLowerIndex) {
  const at::Tensor values = test::matrix({{3, -9, 1, 2}, {5, 5, 5, 5}, {-4, -3, -2, -1}});
  EXPECT_TRUE(
      keep_largest(values, 2).equal(test::matrix({{3, 0, 0, 2}, {5, 5, 0, 0}, {0, 0, -2, -1}})));
  EXPECT_TRUE(keep_largest(values, 4).equal(values));
  EXPECT_TRUE(activate(Activation::kTopk, values, 2).equal(keep_largest(values, 2)));
  EXPECT_TRUE(activate(Activation::kTopkRelu, values, 3)
                  .equal(test::matrix({{3, 0, 1, 2}, {5, 5, 5, 0}, {0, 0, 0, 0}})));
}

TEST(KeepLargest, KeepsNan) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Activation activation : {Activation::kTopk, Activation::kTopkRelu}) {
    const at::Tensor kept =
        activate(activation, test::matrix({{3, nan, 1, 2}, {nan, nan, nan, 1}, {1, 2, 3, 4}}), 2);
    EXPECT_TRUE(at::isnan(kept).equal(
        test::matrix({{0, 1, 0, 0}, {1, 1, 1, 0}, {0, 0, 0, 0}}).to(at::kBool)));
    EXPECT_TRUE(kept[2].equal(test::vector({0, 0, 3, 4})));
  }
}

TEST(KeepLargest, PassesGradientsOnlyThroughKeptUnits) {
  const at::Tensor values = test::matrix({{3, -9, 1, 2}, {0, 0, -1, -1}}).requires_grad_();
  keep_largest(values, 2).sum().backward();
  EXPECT_TRUE(values.grad().equal(test::matrix({{1, 0, 0, 1}, {1, 1, 0, 0}})));
}

TEST(Activate, StaysFiniteForLargeInputs) {
  const at::Tensor far = test::vector({-1e4, 1e4}).to(at::kFloat);
  EXPECT_EQ(test::values(activate(Activation::kSigmoid, far)), (std::vector<double>{0, 1}));
  EXPECT_EQ(test::values(activate(Activation::kTanh, far)), (std::vector<double>{-1, 1}));
}

TEST(ActiveThreshold, FollowsTheRangeOfTheCode) {
  EXPECT_EQ(active_threshold(Activation::kSigmoid), 0.5);
  EXPECT_EQ(active_threshold(Activation::kTanh), 0.1);
  EXPECT_EQ(active_threshold(Activation::kIdentity), 0.1);
  EXPECT_EQ(active_threshold(Activation::kRelu), 0);
  EXPECT_EQ(active_threshold(Activation::kTopk), 0);
}

}  // namespace
}  // namespace sae::model
