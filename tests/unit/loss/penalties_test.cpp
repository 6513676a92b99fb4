// SPDX-License-Identifier: MIT
// Tests of the sparsity penalties.
#include "loss/penalties.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "support/slope.h"
#include "support/tensors.h"

namespace sae::loss {
namespace {

using model::Activation;

/// KL(ρ‖q) of two Bernoulli distributions.
double bernoulli_kl(double rho, double q) {
  return rho * std::log(rho / q) + (1 - rho) * std::log((1 - rho) / (1 - q));
}

/// Its derivative with respect to q.
double bernoulli_slope(double rho, double q) { return -rho / q + (1 - rho) / (1 - q); }

double kl_of(double q, double rho) { return kl_divergence(test::vector({q}), rho).item<double>(); }

/// Derivative with respect to the mean, in dtype `type`.
double kl_slope(double q, double rho, at::ScalarType type = at::kDouble) {
  const at::Tensor mean = test::vector({q}).to(type).requires_grad_();
  kl_divergence(mean, rho).backward();
  return mean.grad().item<double>();
}

TEST(KlDivergence, IsZeroAtTheTarget) {
  EXPECT_NEAR(kl_of(0.05, 0.05), 0, 1e-16);
  EXPECT_NEAR(kl_of(0.5, 0.05), 0.4946319372, 1e-10);
  EXPECT_NEAR(kl_of(0.2, 0.05), bernoulli_kl(0.05, 0.2), 1e-15);
  EXPECT_GT(kl_of(0.01, 0.05), 0);
}

TEST(KlDivergence, SumsOverAllElements) {
  const std::vector<double> means{0.1, 0.2, 0.7, 0.9};
  double sum = 0;
  for (const double mean : means) sum += bernoulli_kl(0.1, mean);
  EXPECT_NEAR(kl_divergence(test::vector(means), 0.1).item<double>(), sum, 1e-14);
  EXPECT_NEAR(kl_divergence(test::vector(means).view({2, 2}), 0.1).item<double>(), sum, 1e-14);
}

TEST(KlDivergence, ClampsTheMeanInTheValue) {
  EXPECT_NEAR(kl_of(0, 0.05), bernoulli_kl(0.05, 1e-6), 1e-14);
  EXPECT_NEAR(kl_of(1e-9, 0.05), bernoulli_kl(0.05, 1e-6), 1e-14);
  EXPECT_NEAR(kl_of(1, 0.05), bernoulli_kl(0.05, 1 - 1e-6), 1e-9);
}

TEST(KlDivergence, TakesTheDerivativeAtTheClampedMean) {
  EXPECT_NEAR(kl_slope(0.3, 0.05), bernoulli_slope(0.05, 0.3), 1e-14);
  EXPECT_NEAR(kl_slope(0, 0.05), bernoulli_slope(0.05, 1e-6), 1e-6);
  EXPECT_NEAR(kl_slope(1e-9, 0.05), bernoulli_slope(0.05, 1e-6), 1e-6);
  EXPECT_NEAR(kl_slope(1, 0.05), bernoulli_slope(0.05, 1 - 1e-6), 1e-3);
}

TEST(KlDivergence, PullsSilentAndSaturatedUnitsBackInFloat32) {
  EXPECT_NEAR(kl_slope(0, 0.05, at::kFloat), -0.05e6, 1);
  // 1 − 1e-6 has few significant digits in float32.
  EXPECT_NEAR(kl_slope(1, 0.05, at::kFloat), 0.95e6, 0.05e6);
}

TEST(KlDivergence, ScalarMatchesHand) {
  EXPECT_EQ(kl_divergence(0.25, 0.25), 0);
  EXPECT_EQ(kl_derivative(0.25, 0.25), 0);
  // ½ log ½/¼ + ½ log ½/¾ = ½ log 4/3, and −½/¼ + ½/¾ = −4/3.
  EXPECT_NEAR(kl_divergence(0.25, 0.5), std::log(4.0 / 3) / 2, 1e-15);
  EXPECT_NEAR(kl_derivative(0.25, 0.5), -4.0 / 3, 1e-15);
}

TEST(KlDivergence, ScalarClamps) {
  EXPECT_NEAR(kl_divergence(0, 0.05), bernoulli_kl(0.05, 1e-6), 1e-14);
  EXPECT_NEAR(kl_derivative(0, 0.5), -5e5, 1);
  EXPECT_NEAR(kl_derivative(1, 0.5), 5e5, 1);
}

TEST(KlDivergence, ScalarMatchesTensor) {
  for (const double q : {0.0, 1e-9, 0.02, 0.3, 0.97, 1.0}) {
    EXPECT_NEAR(kl_divergence(q, 0.05), kl_of(q, 0.05), 1e-9);
    EXPECT_NEAR(kl_derivative(q, 0.05), kl_slope(q, 0.05), 1e-9 * std::abs(kl_slope(q, 0.05)));
  }
}

TEST(KlDivergence, HasTheDerivativeOfItsValue) {
  for (const double q : {0.02, 0.3, 0.9}) {
    const auto value = [](double mean) { return kl_divergence(mean, 0.05); };
    EXPECT_NEAR(kl_derivative(q, 0.05), test::slope(value, q), 1e-5);
  }
}

TEST(RateScale, MapsTanhToZeroOneAndKeepsSigmoid) {
  const RateScale tanh(Activation::kTanh), sigmoid(Activation::kSigmoid);
  EXPECT_EQ(tanh.rate(-0.5), 0.25);
  EXPECT_EQ(sigmoid.rate(0.3), 0.3);
  EXPECT_TRUE(tanh.rate(test::vector({-1, 0, 1})).equal(test::vector({0, 0.5, 1})));
  for (const RateScale& scale : {tanh, sigmoid}) {
    EXPECT_NEAR(scale.slope(), test::slope([&](double v) { return scale.rate(v); }, 0.2), 1e-10);
  }
}

TEST(KlPenalty, TakesTheMeanOfEachUnitOverTheBatch) {
  const at::Tensor code = test::matrix({{0, 1, 0.2}, {0.2, 0.4, 0.2}});
  EXPECT_NEAR(kl_penalty(code.mean(0), 0.1, Activation::kSigmoid).item<double>(),
              bernoulli_kl(0.1, 0.1) + bernoulli_kl(0.1, 0.7) + bernoulli_kl(0.1, 0.2), 1e-14);
}

TEST(KlPenalty, DoesNotGrowWithTheBatch) {
  const at::Tensor code = test::uniform({5, 4}, 1);
  const at::Tensor twice = at::cat({code, code});
  EXPECT_NEAR(kl_penalty(twice.mean(0), 0.1, Activation::kSigmoid).item<double>(),
              kl_penalty(code.mean(0), 0.1, Activation::kSigmoid).item<double>(), 1e-14);
}

TEST(KlPenalty, SplitsTheGradientEquallyAmongSamples) {
  const at::Tensor code = at::zeros({4, 1}, at::kDouble).requires_grad_();
  kl_penalty(code.mean(0), 0.05, Activation::kSigmoid).backward();
  const at::Tensor expected = at::full({4, 1}, bernoulli_slope(0.05, 1e-6) / 4, at::kDouble);
  EXPECT_LT(test::distance(code.grad(), expected), 1e-12);
}

TEST(KlPenalty, MapsATanhCodeAndItsTargetTo01) {
  // Means 0 and −.5 become .5 and .25; the target −.8 becomes .1.
  const at::Tensor code = test::matrix({{-1, -0.5}, {1, -0.5}});
  EXPECT_NEAR(kl_penalty(code.mean(0), -0.8, Activation::kTanh).item<double>(),
              bernoulli_kl(0.1, 0.5) + bernoulli_kl(0.1, 0.25), 1e-14);
  EXPECT_NEAR(kl_penalty(at::full({2}, -0.8, at::kDouble), -0.8, Activation::kTanh).item<double>(),
              0, 1e-14);
}

TEST(KlPenalty, HalvesTheSlopeOnTheTanhScale) {
  const at::Tensor code = test::matrix({{0}, {0.4}}).requires_grad_();
  kl_penalty(code.mean(0), -0.8, Activation::kTanh).backward();
  const at::Tensor expected = at::full({2, 1}, bernoulli_slope(0.1, 0.6) / 2 / 2, at::kDouble);
  EXPECT_LT(test::distance(code.grad(), expected), 1e-14);
}

TEST(KlPenalty, OfOneUnitMatchesHand) {
  // On tanh's scale, a mean of −½ and a rho of 0 are the rates ¼ and ½; the scale halves the slope.
  for (const auto& [mean, rho, activation, slope] :
       {std::tuple{0.25, 0.5, Activation::kSigmoid, -4.0 / 3},
        std::tuple{-0.5, 0.0, Activation::kTanh, -4.0 / 3 / 2}}) {
    EXPECT_NEAR(kl_penalty(mean, rho, activation), std::log(4.0 / 3) / 2, 1e-15);
    EXPECT_NEAR(kl_penalty_derivative(6, mean, rho, activation, 2), 6 * slope / 2, 1e-14);
  }
}

TEST(KlPenalty, HasTheDerivativeOfItsValueByOneSamplesActivation) {
  for (const Activation activation : {Activation::kSigmoid, Activation::kTanh}) {
    const auto value = [&](double code) {
      return 0.7 * kl_penalty((0.4 + 0.2 + code) / 3, 0.1, activation);
    };
    EXPECT_NEAR(kl_penalty_derivative(0.7, 0.9 / 3, 0.1, activation, 3), test::slope(value, 0.3),
                1e-8);
  }
}

TEST(L1Penalty, IsTheMeanOverSamplesOfTheSumOverUnits) {
  const at::Tensor code = test::matrix({{1, -2, 0.5}, {0, 3, 0}, {0, 0, 0}, {0, -0.5, 0}});
  EXPECT_DOUBLE_EQ(l1_penalty(code).item<double>(), (3.5 + 3 + 0 + 0.5) / 4);
}

TEST(L1Penalty, GradientIsSignOverBatch) {
  const at::Tensor code = test::matrix({{1, -2}, {0, 3}}).requires_grad_();
  l1_penalty(code).backward();
  EXPECT_TRUE(code.grad().equal(test::matrix({{0.5, -0.5}, {0, 0.5}})));
}

// Four samples with Σ|c| = 7, as above: l1 uses the code with share 1, l1_all_layers uses each
// layer with share 1/width.
TEST(L1Part, IsAShareOfTheMeanOverSamples) {
  EXPECT_DOUBLE_EQ(l1_part(1, 7, 4), 7.0 / 4);
  EXPECT_DOUBLE_EQ(l1_part(1.0 / 3, 7, 4), 7.0 / 12);
  EXPECT_DOUBLE_EQ(l1_part_derivative(6, 1, 4), 6.0 / 4);
}

TEST(L1Part, HasTheDerivativeOfItsValueByAPositiveActivation) {
  const auto value = [](double v) { return 0.7 * l1_part(1.0 / 3, 2 + v, 4); };
  EXPECT_NEAR(l1_part_derivative(0.7, 1.0 / 3, 4), test::slope(value, 0.3), 1e-10);
}

/// A 2-1-2 network with the given activations.
model::Network chain(Activation code, Activation output) {
  model::Network network;
  network.layers = {{test::matrix({{1, -1}}), test::vector({-1}), code},
                    {test::matrix({{2}, {-3}}), test::vector({0, 1}), output}};
  return network;
}

double logistic(double z) { return 1 / (1 + std::exp(-z)); }

TEST(KlPerSamplePenalty, SkipsActivations) {
  // z1 = 0 − 2 − 1 = −3, which a ReLU would set to 0; z2 = (−6, 10).
  const at::Tensor input = test::matrix({{0, 2}});
  const double expected =
      bernoulli_kl(0.05, logistic(-3)) + bernoulli_kl(0.05, (logistic(-6) + logistic(10)) / 2);
  const model::Network relu = chain(Activation::kRelu, Activation::kRelu);
  EXPECT_NEAR(kl_per_sample_penalty(relu, input, 0.05).item<double>(), expected, 1e-13);
  const model::Network other = chain(Activation::kSigmoid, Activation::kIdentity);
  EXPECT_NEAR(kl_per_sample_penalty(other, input, 0.05).item<double>(), expected, 1e-13);
}

TEST(KlPerSamplePenalty, SumsOverSamples) {
  const model::Network network = chain(Activation::kRelu, Activation::kRelu);
  const at::Tensor first = test::matrix({{0, 2}}), second = test::matrix({{1, 0.5}});
  const double sum = kl_per_sample_penalty(network, first, 0.05).item<double>() +
                     kl_per_sample_penalty(network, second, 0.05).item<double>();
  EXPECT_NEAR(kl_per_sample_penalty(network, at::cat({first, second}), 0.05).item<double>(), sum,
              1e-13);
}

// Initially every mean is near ½; the KL of one layer, summed over 32 samples, is 15.8.
TEST(KlPerSamplePenalty, OfASilentLayerMatchesHand) {
  model::Network network;
  network.layers = {{at::zeros({4, 3}, at::kDouble), at::zeros({4}, at::kDouble)}};
  EXPECT_NEAR(kl_per_sample_penalty(network, test::uniform({32, 3}, 1), 0.05).item<double>(),
              32 * 0.4946319372, 1e-8);
}

TEST(KlPerSamplePenalty, HasTheDerivativeOfItsValueByOneUnitsSigmoid) {
  // The sigmoids of one sample are ½, ¾ and s.
  const auto value = [](double s) { return 0.7 * kl_divergence((0.5 + 0.75 + s) / 3, 0.05); };
  EXPECT_NEAR(kl_per_sample_derivative(0.7, 1.5 / 3, 0.05, 3), test::slope(value, 0.25), 1e-9);
}

/// Two units with the thresholds 1 and 2 and a window of width 1.
model::Layer jumprelu_layer() {
  model::Layer layer;
  layer.activation = model::Activation::kJumprelu;
  layer.threshold = test::vector({1, 2}).requires_grad_();
  layer.window = 1;
  return layer;
}

// Two rows, of which 1.25, 5 and 2.25 are above; 1.25 is in the window of the first unit, 1.75 and
// 2.25 in that of the second, each with −1/ε.
TEST(L0Penalty, CountsActiveUnitsAndPullsTheirThresholds) {
  const model::Layer layer = jumprelu_layer();
  const at::Tensor sums = test::matrix({{1.25, 5}, {0.25, 2.25}, {0, 1.75}, {0, 0}});
  const at::Tensor l0 = l0_penalty(layer, sums);
  EXPECT_DOUBLE_EQ(l0.item<double>(), 3.0 / 4);
  l0.backward();
  EXPECT_EQ(test::values(layer.threshold.grad()), (std::vector<double>{-1.0 / 4, -2.0 / 4}));
}

// The mean over an interval of sums of the ramp clip((z − θ)/ε + 1/2, 0, 1) has this slope.
TEST(L0Penalty, HasTheSlopeOfARamp) {
  constexpr double kStep = 1e-3;
  std::vector<double> sums;
  for (double z = 0; z < 3; z += kStep) sums.push_back(z);
  const auto ramps = [&](double threshold) {
    double sum = 0;
    for (const double z : sums) sum += std::clamp(z - threshold + 0.5, 0.0, 1.0);
    return sum / static_cast<double>(sums.size());
  };
  const model::Layer layer = jumprelu_layer();
  const at::Tensor rows = at::stack({test::vector(sums), test::vector(sums)}, 1);
  l0_penalty(layer, rows).backward();
  EXPECT_NEAR(layer.threshold.grad()[0].item<double>(), test::slope(ramps, 1, 1e-3), 1e-3);
}

TEST(L0TargetPenalty, IsTheSquareOfTheRelativeDistance) {
  EXPECT_DOUBLE_EQ(l0_target_penalty(test::scalar(48), 32).item<double>(), 0.25);
  EXPECT_DOUBLE_EQ(l0_target_penalty(48.0, 32), 0.25);
  EXPECT_NEAR(l0_target_derivative(48, 32),
              test::slope([](double l0) { return l0_target_penalty(l0, 32); }, 48), 1e-9);
}

// Decoder columns (3, 4) and (0, 2) have the norms 5 and 2.
TEST(L1NormPenalty, WeighsUnitsByTheirDecoderColumns) {
  const at::Tensor norms = decoder_norms(test::matrix({{3, 0}, {4, 2}}));
  EXPECT_EQ(test::values(norms), (std::vector<double>{5, 2}));
  const at::Tensor code = test::matrix({{1, 2}, {0, 3}});
  EXPECT_DOUBLE_EQ(l1_norm_penalty(code, norms).item<double>(), (5 + 4 + 6) / 2.0);
  EXPECT_DOUBLE_EQ(tanh_l0_penalty(code, norms).item<double>(),
                   (std::tanh(20.0) + std::tanh(16.0) + std::tanh(24.0)) / 2);
}

// Class 0 has (3, 0) and (4, 0), class 2 has (0, 6), class 1 no row: √12.5 + 6.
TEST(GroupPenalty, SumsTheNormsOfClassesAndUnits) {
  const at::Tensor code = test::matrix({{3, 0}, {0, 6}, {4, 0}}).requires_grad_();
  const at::Tensor labels = test::vector({0, 2, 0}).to(at::kLong);
  const at::Tensor penalty = group_penalty(code, labels, 3);
  EXPECT_NEAR(penalty.item<double>(), std::sqrt(12.5) + 6, 3e-6);
  penalty.backward();
  EXPECT_NEAR(code.grad()[0][0].item<double>(), 3 / (2 * std::sqrt(12.5)), 1e-9);
  EXPECT_NEAR(group_part_derivative(1, 25, 2) * 3, code.grad()[0][0].item<double>(), 1e-12);
  EXPECT_NEAR(group_part(25, 2), std::sqrt(12.5), 1e-9);
  EXPECT_EQ(code.grad()[0][1].item<double>(), 0);
}

TEST(L1AllLayersPenalty, SumsTheLayerMeans) {
  const at::Tensor wide = test::matrix({{1, -2, 0}, {3, 0, 0}});
  const at::Tensor narrow = test::matrix({{4}, {-5}});
  EXPECT_DOUBLE_EQ(l1_all_layers_penalty({wide, narrow}).item<double>(), 6.0 / 6 + 9.0 / 2);
  EXPECT_DOUBLE_EQ(l1_all_layers_penalty({wide, narrow}).item<double>(),
                   l1_part(1.0 / 3, 6, 2) + l1_part(1, 9, 2));
}

}  // namespace
}  // namespace sae::loss
