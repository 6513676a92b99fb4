// SPDX-License-Identifier: MIT
// Tests of the element-wise kernels for every instruction set that this processor has.
#include "fused/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace sae::fused {
namespace {

using config::Activation;

template <class T>
std::vector<const Kernels<T>*> all_kernels() {
  std::vector<const Kernels<T>*> sets = {&kernels_of<InstructionSet::kBaseline, T>()};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
    sets.push_back(&kernels_of<InstructionSet::kAvx2, T>());
  }
  if (std::string(choose_kernels<T>().name) == "avx512") {
    sets.push_back(&kernels_of<InstructionSet::kAvx512, T>());
  }
#endif
  return sets;
}

double exact(Activation activation, double x) {
  switch (activation) {
    case Activation::kIdentity:
    case Activation::kTopk:      // CodeMask selects the units
    case Activation::kJumprelu:  // and ThresholdMask
      return x;
    case Activation::kRelu:
    case Activation::kTopkRelu:
    case Activation::kBatchTopk:
      return std::max(x, 0.0);
    case Activation::kSigmoid:
    case Activation::kSoftThreshold:  // SoftThreshold subtracts
      return 1 / (1 + std::exp(-x));
    case Activation::kTanh:
      return std::tanh(x);
  }
  return 0;
}

/// tolerance: about three times the spacing of values just below 1.
template <class T>
void expect_activations(double tolerance) {
  std::vector<T> inputs;
  for (double x = -30; x <= 30; x += 0.001) inputs.push_back(static_cast<T>(x));
  for (double x = -700; x <= 700; x += 7.3) inputs.push_back(static_cast<T>(x));
  const std::vector<T> bias(inputs.size(), T(0));
  const auto count = static_cast<Index>(inputs.size());
  for (const Kernels<T>* kernels : all_kernels<T>()) {
    for (const Activation activation :
         {Activation::kIdentity, Activation::kRelu, Activation::kSigmoid, Activation::kTanh,
          Activation::kTopk, Activation::kTopkRelu}) {
      std::vector<T> values = inputs;
      kernels->activate(activation, {1, count, count}, values.data(), bias.data(), nullptr, false);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const double expected = exact(activation, static_cast<double>(inputs[i]));
        ASSERT_NEAR(values[i], expected,
                    tolerance * std::max(1e-6, std::abs(expected)) + tolerance / 200)
            << kernels->name << " " << config::enum_name(activation) << " of " << inputs[i];
      }
    }
  }
}

TEST(Kernels, ActivateWithinAFewUnitsInTheLastPlace) {
  expect_activations<float>(2e-7);
  expect_activations<double>(4e-16);
}

// The sigmoid of a large negative sum is its exponential, which has to be exact relative to itself.
TEST(Kernels, KeepTheRelativeErrorOfASmallSigmoid) {
  std::vector<double> values;
  for (double x = -700; x <= -40; x += 0.37) values.push_back(x);
  const std::vector<double> inputs = values, bias(values.size(), 0);
  const auto count = static_cast<Index>(inputs.size());
  for (const Kernels<double>* kernels : all_kernels<double>()) {
    values = inputs;
    kernels->activate(Activation::kSigmoid, {1, count, count}, values.data(), bias.data(), nullptr,
                      false);
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_NEAR(values[i] / std::exp(inputs[i]), 1, 6e-16) << kernels->name << " " << inputs[i];
    }
  }
}

template <class T>
void expect_nan_and_inf() {
  constexpr T kNan = std::numeric_limits<T>::quiet_NaN(), kInf = std::numeric_limits<T>::infinity();
  const std::vector<T> bias(4, T(0));
  for (const Kernels<T>* kernels : all_kernels<T>()) {
    for (const Activation activation :
         {Activation::kIdentity, Activation::kRelu, Activation::kSigmoid, Activation::kTanh}) {
      std::vector<T> values = {kNan, kInf, -kInf, T(1e30)};
      kernels->activate(activation, {1, 4, 4}, values.data(), bias.data(), nullptr, false);
      EXPECT_TRUE(std::isnan(values[0])) << kernels->name << config::enum_name(activation);
      EXPECT_DOUBLE_EQ(values[1], exact(activation, HUGE_VAL));
      EXPECT_DOUBLE_EQ(values[2] + 1, exact(activation, -HUGE_VAL) + 1);
    }
  }
}

TEST(Kernels, PropagateNanAndInf) {
  expect_nan_and_inf<float>();
  expect_nan_and_inf<double>();
}

TEST(Kernels, SumColumnsAndMagnitudes) {
  for (const Kernels<double>* kernels : all_kernels<double>()) {
    // Two rows of three columns, in a matrix of five columns.
    std::vector<double> z = {1, -2, 3, 77, 77, -4, 5, -6, 77, 77};
    const std::vector<double> bias = {0.5, 0, 0};
    std::vector<double> sums(3);
    const double absolute = kernels->activate(Activation::kIdentity, {2, 3, 5}, z.data(),
                                              bias.data(), sums.data(), true);
    EXPECT_EQ(z, (std::vector<double>{1.5, -2, 3, 77, 77, -3.5, 5, -6, 77, 77}));
    EXPECT_EQ(sums, (std::vector<double>{-2, 3, -3}));
    EXPECT_EQ(absolute, 21);
  }
}

/// Row `row` and column `column` of a matrix of small whole numbers, whose sums are exact.
template <class T>
T whole(Index row, Index column) {
  return static_cast<T>((row * 7 + column * 3) % 11 - 5);
}

// The widths end between vectors and between groups of vectors.
template <class T>
void expect_sums_and_products_of_rows() {
  const std::vector<std::int32_t> places = {4, 0, 4, 2, 1, 3, 0};
  for (const Kernels<T>* kernels : all_kernels<T>()) {
    for (const Index width : {1, 5, 16, 129, 784}) {
      for (const Index count : {0, 1, 4, 7}) {
        const Index stride = width + 3;
        std::vector<T> matrix, weights, vector;
        for (Index i = 0; i < 5 * stride; ++i) {
          matrix.push_back(whole<T>(i / stride, i % stride));
        }
        for (Index i = 0; i < count; ++i) weights.push_back(whole<T>(i, 2));
        for (Index i = 0; i < width; ++i) vector.push_back(whole<T>(3, i));
        const ChosenRows<T> rows{matrix.data(), stride, width, places.data(), count};
        std::vector<T> sum(static_cast<std::size_t>(width), T(99)), products(7, T(99));
        kernels->weighted_sum(rows, weights.data(), sum.data());
        kernels->row_products(rows, vector.data(), products.data());
        for (Index column = 0; column < width; ++column) {
          T expected = 0;
          for (std::size_t j = 0; j < weights.size(); ++j) {
            expected += weights[j] * whole<T>(places[j], column);
          }
          ASSERT_EQ(sum[static_cast<std::size_t>(column)], expected) << kernels->name << width;
        }
        for (std::size_t j = 0; j < products.size(); ++j) {
          T expected = 0;
          for (Index i = 0; i < width; ++i) expected += whole<T>(places[j], i) * whole<T>(3, i);
          ASSERT_EQ(products[j], j < weights.size() ? expected : T(99)) << kernels->name << width;
        }
      }
    }
  }
}

TEST(Kernels, SumAndMultiplyChosenRows) {
  expect_sums_and_products_of_rows<float>();
  expect_sums_and_products_of_rows<double>();
}

TEST(Kernels, MakeAnAdamStep) {
  for (const Kernels<double>* kernels : all_kernels<double>()) {
    const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, lr = 0.1, decay = 0.5;
    std::vector<double> weight(37, 2.0), mean(37, 0.0), square(37, 0.0);
    const std::vector<double> gradient(37, 3.0);
    const AdamStep<double> step{beta1, beta2, epsilon, lr / (1 - beta1), 1 / std::sqrt(1 - beta2),
                                decay, 0.75};
    const double before =
        kernels->adam(step, 37, weight.data(), gradient.data(), mean.data(), square.data());
    EXPECT_NEAR(before, 37 * 4.0, 1e-12);
    // The gradient with decay is 3 + ½ · 2 = 4; the first step is lr · 4/(4 + ε), from ¾ · 2.
    for (std::size_t i = 0; i < weight.size(); ++i) {
      EXPECT_NEAR(weight[i], 0.75 * 2 - lr * 4 / (4 + epsilon), 1e-12);
      EXPECT_NEAR(mean[i], 0.4, 1e-15);
      EXPECT_NEAR(square[i], 0.016, 1e-15);
    }
  }
}

TEST(Kernels, HaveAName) {
  EXPECT_FALSE(std::string(choose_kernels<float>().name).empty());
  EXPECT_STREQ(choose_kernels<float>().name, choose_kernels<double>().name);
}

}  // namespace
}  // namespace sae::fused
