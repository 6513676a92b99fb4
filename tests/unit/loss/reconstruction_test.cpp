// SPDX-License-Identifier: MIT
// Tests of the reconstruction losses.
#include "loss/reconstruction.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <limits>
#include <utility>
#include <vector>

#include "loss/elements.h"
#include "support/tensors.h"

namespace sae::loss {
namespace {

using config::Reconstruction;

double loss_value(Reconstruction kind, const at::Tensor& output, const at::Tensor& target) {
  return reconstruction_loss(kind, output, target).item<double>();
}

at::Tensor output_gradient(Reconstruction kind, const at::Tensor& output,
                           const at::Tensor& target) {
  const at::Tensor leaf = output.clone().requires_grad_();
  reconstruction_loss(kind, leaf, target).backward();
  return leaf.grad();
}

// The differences are (1, 0, 2) and (−3, 0, 2); the sum of their squares is 18.
at::Tensor hand_output() { return test::matrix({{1, 2, 3}, {-1, 0, 5}}); }
at::Tensor hand_target() { return test::matrix({{0, 2, 1}, {2, 0, 3}}); }

TEST(ReconstructionLoss, MseIsTheMeanOverAllElements) {
  EXPECT_DOUBLE_EQ(loss_value(Reconstruction::kMse, hand_output(), hand_target()), 18.0 / 6);
}

TEST(ReconstructionLoss, HalfSseIsHalfTheSumOfASample) {
  EXPECT_DOUBLE_EQ(loss_value(Reconstruction::kHalfSse, hand_output(), hand_target()), 18.0 / 4);
}

TEST(ReconstructionLoss, SseIsTheSumOfASample) {
  EXPECT_DOUBLE_EQ(loss_value(Reconstruction::kSse, hand_output(), hand_target()), 18.0 / 2);
}

TEST(ReconstructionLoss, HalfSseIsHalfTheWidthTimesMse) {
  const at::Tensor output = test::uniform({9, 7}, 1), target = test::uniform({9, 7}, 2);
  EXPECT_NEAR(loss_value(Reconstruction::kHalfSse, output, target),
              3.5 * loss_value(Reconstruction::kMse, output, target), 1e-15);
}

TEST(ReconstructionLoss, SquaredErrorsHaveTheirDerivatives) {
  const at::Tensor difference = test::matrix({{1, 0, 2}, {-3, 0, 2}});
  EXPECT_LT(test::distance(output_gradient(Reconstruction::kMse, hand_output(), hand_target()),
                           difference * (2.0 / 6)),
            1e-15);
  EXPECT_LT(test::distance(output_gradient(Reconstruction::kHalfSse, hand_output(), hand_target()),
                           difference * (1.0 / 2)),
            1e-15);
  EXPECT_LT(test::distance(output_gradient(Reconstruction::kSse, hand_output(), hand_target()),
                           difference),
            1e-15);
}

TEST(ReconstructionLoss, BceIsTheMeanCrossEntropyOfTheElements) {
  const at::Tensor output = test::matrix({{0.5, 0.25}, {0.75, 0.5}});
  const at::Tensor target = test::matrix({{1, 0}, {0.5, 0.25}});
  const double expected =
      (std::log(2) - std::log(0.75) - 0.5 * std::log(0.75 * 0.25) + std::log(2)) / 4;
  EXPECT_NEAR(loss_value(Reconstruction::kBce, output, target), expected, 1e-15);
}

TEST(ReconstructionLoss, BceIsMinimalAtTheTarget) {
  const at::Tensor target = test::matrix({{0.3, 0.6}});
  EXPECT_LT(
      test::distance(output_gradient(Reconstruction::kBce, target, target), test::matrix({{0, 0}})),
      1e-15);
  // (o − t)/(o (1 − o)), divided by the number of elements, 2.
  const at::Tensor output = test::matrix({{0.5, 0.8}});
  EXPECT_LT(test::distance(output_gradient(Reconstruction::kBce, output, target),
                           test::matrix({{0.2 / 0.25 / 2, 0.2 / 0.16 / 2}})),
            1e-14);
}

TEST(ReconstructionLoss, BceClampsLogarithms) {
  const at::Tensor output = test::matrix({{0, 1}}).to(at::kFloat);
  EXPECT_EQ(loss_value(Reconstruction::kBce, output, test::matrix({{1, 1}}).to(at::kFloat)), 50);
  EXPECT_EQ(loss_value(Reconstruction::kBce, output, output), 0);
  const at::Tensor gradient =
      output_gradient(Reconstruction::kBce, output, test::matrix({{1, 0}}).to(at::kFloat));
  EXPECT_TRUE(gradient.isfinite().all().item<bool>());
}

struct LogMath {
  static double logarithm(double x) { return std::log(x); }
};

/// Σ of a term over all elements, and its derivative with respect to each.
template <class Term>
std::pair<double, std::vector<double>> add_up(double weight, const at::Tensor& output,
                                              const at::Tensor& target) {
  const std::vector<double> o = test::values(output), t = test::values(target);
  std::pair<double, std::vector<double>> result;
  for (std::size_t i = 0; i < o.size(); ++i) {
    result.first += Term::value(o[i], t[i]);
    result.second.push_back(Term::derivative(weight, o[i], t[i]));
  }
  return result;
}

// The hand-written step has the same loss as the one that autograd differentiates.
TEST(ReconstructionLoss, SumsMatchTensors) {
  const at::Tensor output = test::uniform({3, 4}, 1, 0.1, 0.9), target = test::uniform({3, 4}, 2);
  for (const auto kind : {Reconstruction::kMse, Reconstruction::kHalfSse, Reconstruction::kSse,
                          Reconstruction::kBce}) {
    const double weight = element_weight(kind, 3, 4);
    const auto [squared, slopes] = add_up<SquaredError<LogMath>>(weight, output, target);
    const auto [cross, cross_slopes] = add_up<CrossEntropy<LogMath>>(weight, output, target);
    EXPECT_NEAR(reconstruction_loss(kind, {squared, cross, 3, 4}), loss_value(kind, output, target),
                1e-15);
    EXPECT_NEAR(mean_squared_error({squared, cross, 3, 4}),
                loss_value(Reconstruction::kMse, output, target), 1e-15);
    const at::Tensor found =
        test::vector(kind == Reconstruction::kBce ? cross_slopes : slopes).view({3, 4});
    EXPECT_LT(test::distance(found, output_gradient(kind, output, target)), 1e-14);
  }
}

// Three rows of four values: d/do Σ(o − t)²/12 = 2(o − t)/12, d/do ½Σ(o − t)²/3 = 2(o − t)/6.
TEST(ElementWeight, MatchesTheMean) {
  EXPECT_DOUBLE_EQ(element_weight(Reconstruction::kMse, 3, 4), 1.0 / 12);
  EXPECT_DOUBLE_EQ(element_weight(Reconstruction::kHalfSse, 3, 4), 1.0 / 6);
  EXPECT_DOUBLE_EQ(element_weight(Reconstruction::kBce, 3, 4), 1.0 / 12);
}

TEST(ReconstructionLoss, IsNanIfTheOutputIs) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const at::Tensor output = test::matrix({{0.5, nan}}), target = test::matrix({{0.5, 0.5}});
  for (const auto kind : {Reconstruction::kMse, Reconstruction::kHalfSse, Reconstruction::kBce}) {
    EXPECT_TRUE(std::isnan(loss_value(kind, output, target)));
  }
}

}  // namespace
}  // namespace sae::loss
