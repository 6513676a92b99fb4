// SPDX-License-Identifier: MIT
// Tests of L-BFGS and nonlinear conjugate gradient.
#include "train/minimizer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "support/failure.h"
#include "support/tensors.h"

namespace sae::train {
namespace {

using config::OptimizerKind;

constexpr OptimizerKind kBoth[] = {OptimizerKind::kLbfgs, OptimizerKind::kCg};

std::unique_ptr<Minimizer> make(OptimizerKind kind, const at::Tensor& x) {
  config::OptimConfig config;
  config.optimizer = kind;
  return make_minimizer(config, x);
}

Evaluated at_value(double value, const at::Tensor& gradient) {
  Evaluated here;
  here.terms.loss = value;
  here.gradient = gradient;
  return here;
}

/// 100 (y − x²)² + (1 − x)², with minimum at (1, 1) (Rosenbrock 1960).
Evaluated rosenbrock(const at::Tensor& point) {
  const double x = test::values(point)[0], y = test::values(point)[1];
  return at_value(100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x),
                  test::vector({-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)}));
}

/// ½ Σ i x_i² − Σ x_i for i from 1 to n, with minimum at x_i = 1/i.
Evaluated ladder(const at::Tensor& x) {
  at::Tensor curvature = at::zeros_like(x);
  for (std::int64_t i = 0; i < x.numel(); ++i) curvature[i] = i + 1;
  const at::Tensor gradient = curvature * x - 1;
  return at_value((gradient * x).sum().item<double>() / 2 - x.sum().item<double>() / 2, gradient);
}

TEST(Minimizer, MinimisesRosenbrock) {
  for (const OptimizerKind kind : kBoth) {
    const at::Tensor x = test::vector({-1.2, 1});
    const auto minimizer = make(kind, x);
    int evaluations = 0;
    double value = 0;
    for (int i = 0; i < 60; ++i) {
      value = minimizer
                  ->iterate([&] {
                    ++evaluations;
                    return rosenbrock(x);
                  })
                  .loss;
    }
    EXPECT_LT(value, 1e-12) << config::enum_name(kind);
    EXPECT_LT(test::distance(x, test::vector({1, 1})), 1e-5) << config::enum_name(kind);
    EXPECT_LT(evaluations, 250) << config::enum_name(kind);
  }
}

TEST(Minimizer, MinimisesAQuadraticOfMemorySize) {
  for (const OptimizerKind kind : kBoth) {
    const at::Tensor x = at::zeros({40}, at::kDouble);
    const auto minimizer = make(kind, x);
    for (int i = 0; i < 45; ++i) minimizer->iterate([&] { return ladder(x); });
    EXPECT_LT(ladder(x).gradient.abs().max().item<double>(), 1e-5) << config::enum_name(kind);
  }
}

TEST(Minimizer, NeverIncreasesTheFunction) {
  for (const OptimizerKind kind : kBoth) {
    const at::Tensor x = test::vector({-1.2, 1});
    const auto minimizer = make(kind, x);
    double before = rosenbrock(x).value();
    for (int i = 0; i < 80; ++i) {
      const double value = minimizer->iterate([&] { return rosenbrock(x); }).loss;
      EXPECT_LE(value, before);
      EXPECT_EQ(value, rosenbrock(x).value()) << "the terms are those where it stands";
      before = value;
    }
  }
}

TEST(Minimizer, ResumesBitForBit) {
  for (const OptimizerKind kind : kBoth) {
    const at::Tensor x = test::vector({-1.2, 1});
    const auto one = make(kind, x);
    for (int i = 0; i < 13; ++i) one->iterate([&] { return rosenbrock(x); });
    const at::Tensor y = x.clone();
    const auto other = make(kind, y);
    model::restore(model::clone(one->state()), other->state(), "state");
    for (int i = 0; i < 7; ++i) {
      const double a = one->iterate([&] { return rosenbrock(x); }).loss;
      EXPECT_EQ(other->iterate([&] { return rosenbrock(y); }).loss, a);
      EXPECT_TRUE(y.equal(x)) << config::enum_name(kind) << ", iteration " << i;
    }
  }
}

TEST(Minimizer, StaysAtAMinimum) {
  for (const OptimizerKind kind : kBoth) {
    const at::Tensor x = test::vector({1, 1});
    const auto minimizer = make(kind, x);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(minimizer->iterate([&] { return rosenbrock(x); }).loss, 0);
      EXPECT_TRUE(x.equal(test::vector({1, 1})));
    }
  }
}

/// scale · ½ |x|².
Evaluated bowl(const at::Tensor& x, double scale) {
  return at_value(scale * at::dot(x, x).item<double>() / 2, x * scale);
}

// In float64, squares of gradients below 1e-162 underflow to 0, so quotients of them are nan.
TEST(Minimizer, StaysFiniteWhenGradientsUnderflow) {
  for (const OptimizerKind kind : kBoth) {
    for (const double scale : {1.0, 1e-100, 1e-150, 1e-155, 1e-160, 1e-165, 1e-300}) {
      const at::Tensor x = test::vector({1, -2, 3e-8});
      const auto minimizer = make(kind, x);
      for (int i = 0; i < 100; ++i) {
        const double value = minimizer->iterate([&] { return bowl(x, scale); }).loss;
        ASSERT_TRUE(std::isfinite(value)) << scale;
        ASSERT_LE(value, scale * 2.6);
      }
      for (const auto& [name, tensor] : minimizer->state()) {
        EXPECT_TRUE(at::isfinite(tensor).all().item<bool>()) << name << " at " << scale;
      }
    }
  }
}

TEST(Minimizer, ReturnsTheTermsAtTheNewPoint) {
  const at::Tensor x = test::vector({4});
  const auto minimizer = make(OptimizerKind::kLbfgs, x);
  const LossMeans terms = minimizer->iterate([&] {
    Evaluated here = at_value(0, 2 * x);
    const double value = x.item<double>() * x.item<double>();
    here.terms = {value, value / 2, value / 4, 1, value / 2};
    return here;
  });
  const double value = x.item<double>() * x.item<double>();
  EXPECT_LT(value, 16);
  EXPECT_EQ(terms.loss, value);
  EXPECT_EQ(terms.reconstruction, value / 2);
  EXPECT_EQ(terms.mse, value / 4);
  EXPECT_EQ(terms.penalty, 1);
  EXPECT_EQ(terms.decay, value / 2);
}

TEST(Minimizer, RejectsMiniBatchOptimisers) {
  EXPECT_EQ(test::failure([] { make(OptimizerKind::kAdam, test::vector({1})); }),
            "1: expected a full-batch optimiser");
}

}  // namespace
}  // namespace sae::train
