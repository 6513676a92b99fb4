// SPDX-License-Identifier: MIT
// Tests of the hand-written objective of all rows; tests/property compares it with the reference.
#include "fused/fused_objective.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/tiny_model.h"

namespace sae::fused {
namespace {

// Output v(wx + b) + c with w = 2, b = 1, v = 3 and c = −1.
TEST(FusedObjective, IsTheMeanOverAllRowsAndItsGradient) {
  config::Config config;
  config.model = test::model_config({1}, config::Activation::kRelu, config::Activation::kIdentity,
                                    config::Activation::kIdentity);
  config.loss.add_sparse = false;
  config.loss.lambda = 0.5;
  config.optim.optimizer = config::OptimizerKind::kLbfgs;
  const model::Autoencoder model = test::tiny_model(config.model, 1, 1);
  test::set_parameters(*model, {test::matrix({{2}}).to(at::kDouble), test::vector({1}),
                                test::matrix({{3}}).to(at::kDouble), test::vector({-1})});
  const model::FlatParameters parameters(*model);
  const train::FullFunction objective = fused_objective(*model, config, parameters, 2);
  // 300 rows of x = 1 and 900 of x = 0, in several chunks, with targets 4: outputs 8 and 2, errors
  // 4 and −2.
  at::Tensor input = at::zeros({1200, 1}, at::kDouble);
  input.narrow(0, 0, 300).fill_(1);
  const at::Tensor target = at::full({1200, 1}, 4, at::kDouble);
  for (int call = 0; call < 2; ++call) {
    const train::Evaluated found = objective(input, target, {});
    EXPECT_NEAR(found.terms.mse, (16 + 3 * 4) / 4.0, 1e-12);
    EXPECT_NEAR(found.terms.decay, 0.25 * (4 + 9), 1e-12);
    EXPECT_NEAR(found.value(), 7 + 3.25, 1e-12);
    const model::NamedTensors gradient = parameters.views(found.gradient);
    // Derivatives with respect to the outputs: 8 and −4, in a quarter and three quarters.
    const auto at = [&](std::size_t i) { return gradient[i].tensor.item<double>(); };
    EXPECT_NEAR(at(0), 3 * 8 / 4.0 + 0.5 * 2, 1e-12);
    EXPECT_NEAR(at(1), 3 * (8 - 3 * 4) / 4.0, 1e-12);
    EXPECT_NEAR(at(2), (8 * 3 - 3 * 4 * 1) / 4.0 + 0.5 * 3, 1e-12);
    EXPECT_NEAR(at(3), (8 - 3 * 4) / 4.0, 1e-12);
  }
}

TEST(FusedObjective, GivesTheSameBytesForAnyNumberOfThreads) {
  config::Config config;
  config.model.layers = {40, 24};
  config.loss.lambda = 0.01;
  config.optim.optimizer = config::OptimizerKind::kLbfgs;
  for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
    model::Autoencoder model = test::tiny_model(config.model, 50, 1);
    model->to(type);
    const model::FlatParameters parameters(*model);
    const at::Tensor rows = test::uniform({3001, 50}, 5).to(type);
    const train::Evaluated one = fused_objective(*model, config, parameters, 1)(rows, rows, {});
    for (const int threads : {2, 3}) {
      const train::Evaluated more =
          fused_objective(*model, config, parameters, threads)(rows, rows, {});
      EXPECT_TRUE(more.gradient.equal(one.gradient)) << threads;
      EXPECT_EQ(more.terms.loss, one.terms.loss) << threads;
      EXPECT_EQ(more.terms.penalty, one.terms.penalty) << threads;
    }
  }
}

}  // namespace
}  // namespace sae::fused
