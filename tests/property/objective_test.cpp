// SPDX-License-Identifier: MIT
// The hand-written objective of all rows equals the reference for every network, loss and penalty.
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "fused/fused_objective.h"
#include "property/cases.h"
#include "support/tiny_model.h"

namespace sae::fused {
namespace {

using config::Activation;
using config::OptimizerKind;
using config::Penalty;
using config::Reconstruction;
using test::describe;
using test::kLosses;
using test::kPenalties;
using test::kWidth;
using test::one_step;

/// Loss and gradient of 1,100 rows, in chunks of both functions, with other rows as the input.
void expect_same_objective(const config::Config& config, int threads) {
  const model::Autoencoder model = test::tiny_model(config.model, kWidth, 1, 0.3);
  const model::FlatParameters parameters(*model);
  const at::Tensor target = test::uniform({1100, kWidth}, 5),
                   input = test::uniform({1100, kWidth}, 6);
  const train::Evaluated a =
      train::FullObjective(*model, config.loss, parameters)(input, target, config.model.k);
  const train::Evaluated b =
      fused_objective(*model, config, parameters, threads)(input, target, {});
  SCOPED_TRACE(describe(config) + " threads=" + std::to_string(threads));
  EXPECT_NEAR(b.terms.loss, a.terms.loss, 1e-11 * std::abs(a.terms.loss));
  EXPECT_NEAR(b.terms.reconstruction, a.terms.reconstruction, 1e-11 * a.terms.reconstruction);
  EXPECT_NEAR(b.terms.mse, a.terms.mse, 1e-11 * a.terms.mse);
  EXPECT_NEAR(b.terms.penalty, a.terms.penalty, 1e-11 * a.terms.penalty);
  EXPECT_NEAR(b.terms.decay, a.terms.decay, 1e-11 * a.terms.decay);
  EXPECT_LE(test::distance(b.gradient, a.gradient), 1e-11);
}

// A code of 90 units needs more memory than the rows, so that it is computed twice.
TEST(FusedObjective, EqualsTheReferenceForEveryPenaltyLossAndNetwork) {
  for (const auto& layers : std::vector<std::vector<std::int64_t>>{{33}, {48, 20}, {90}}) {
    for (const bool tied : {false, true}) {
      for (const Penalty penalty : kPenalties) {
        for (const Reconstruction loss : kLosses) {
          config::Config config = one_step(layers);
          config.optim.optimizer = OptimizerKind::kLbfgs;
          config.loss.penalty = penalty;
          config.loss.loss = loss;
          config.model.tied = tied;
          expect_same_objective(config, layers.size() == 1 ? 2 : 3);
        }
      }
    }
  }
  config::Config config = one_step({33});
  config.optim.optimizer = OptimizerKind::kLbfgs;
  config.model.pre_bias = true;
  config.model.output_activation = Activation::kIdentity;
  expect_same_objective(config, 2);
  config.loss.add_sparse = false;
  config.model.code_activation = Activation::kTopk;
  config.model.k = 3;
  expect_same_objective(config, 2);
}

}  // namespace
}  // namespace sae::fused
