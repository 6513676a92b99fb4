// SPDX-License-Identifier: MIT
// Tests of the full-batch engine.
#include "train/full_batch_engine.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include "base/chunks.h"
#include "loss/objective.h"
#include "support/tiny_model.h"

namespace sae::train {
namespace {

using config::Activation;
using config::Penalty;

config::Config config_of(Penalty penalty, bool tied = false) {
  config::Config config;
  config.model =
      test::model_config({4, 3}, Activation::kTanh, Activation::kSigmoid, Activation::kSigmoid);
  config.model.tied = tied;
  config.loss.penalty = penalty;
  config.loss.beta = 0.3;
  config.loss.rho = 0.2;
  config.loss.lambda = 0.01;
  config.optim.optimizer = config::OptimizerKind::kLbfgs;
  return config;
}

/// Gradient of the objective of all rows at once, as one flat tensor.
at::Tensor whole_gradient(const model::AutoencoderImpl& model, const config::LossConfig& loss,
                          const at::Tensor& rows, const model::FlatParameters& parameters) {
  const loss::LossTerms terms = loss::objective(model, loss, rows, rows);
  const auto gradients = torch::autograd::grad({terms.loss}, model.parameters());
  const at::Tensor flat = at::zeros_like(parameters.values());
  const model::NamedTensors places = parameters.views(flat);
  for (std::size_t i = 0; i < gradients.size(); ++i) places[i].tensor.copy_(gradients[i]);
  return flat;
}

TEST(FullObjective, DoesNotDependOnChunkSize) {
  const at::Tensor rows = test::uniform({10, 6}, 3);
  for (const bool tied : {false, true}) {
    for (const Penalty penalty :
         {Penalty::kKl, Penalty::kL1, Penalty::kKlPerSample, Penalty::kL1AllLayers}) {
      const config::Config config = config_of(penalty, tied);
      const model::Autoencoder model = test::tiny_model(config.model, 6, 5);
      const model::FlatParameters parameters(*model);
      const loss::LossTerms whole = loss::objective(*model, config.loss, rows, rows);
      const at::Tensor gradient = whole_gradient(*model, config.loss, rows, parameters);
      for (const std::int64_t chunk : {1, 3, 10, 64}) {
        const train::Evaluated found =
            FullObjective(*model, config.loss, parameters, base::kChunkBytes / chunk)(rows, rows);
        SCOPED_TRACE(config::enum_name(penalty) + ", chunks of " + std::to_string(chunk));
        EXPECT_NEAR(found.terms.loss, whole.loss.item<double>(), 1e-14);
        EXPECT_NEAR(found.terms.reconstruction, whole.reconstruction.item<double>(), 1e-14);
        EXPECT_NEAR(found.terms.mse, whole.mse.item<double>(), 1e-14);
        EXPECT_NEAR(found.terms.penalty, whole.penalty.item<double>(), 1e-13);
        EXPECT_NEAR(found.terms.decay, whole.decay.item<double>(), 1e-14);
        EXPECT_LT(test::distance(found.gradient, gradient), 1e-13);
      }
    }
  }
}

TEST(FullObjective, UsesSeparateTargets) {
  const config::Config config = config_of(Penalty::kKl);
  const model::Autoencoder model = test::tiny_model(config.model, 6, 5);
  const model::FlatParameters parameters(*model);
  const at::Tensor input = test::uniform({5, 6}, 3), target = test::uniform({5, 6}, 4);
  const loss::LossTerms whole = loss::objective(*model, config.loss, input, target);
  const auto found =
      FullObjective(*model, config.loss, parameters, base::kChunkBytes / 2)(input, target);
  EXPECT_NEAR(found.terms.loss, whole.loss.item<double>(), 1e-14);
}

TEST(FullObjective, UsesTheGivenActiveK) {
  config::Config config = config_of(Penalty::kL1);
  config.loss.add_sparse = false;
  config.model.code_activation = Activation::kTopk;
  config.model.k = 3;
  const model::Autoencoder model = test::tiny_model(config.model, 6, 5);
  const model::FlatParameters parameters(*model);
  const at::Tensor rows = test::uniform({5, 6}, 3);
  const FullObjective objective(*model, config.loss, parameters, base::kChunkBytes / 2);
  const auto loss_at = [&](std::int64_t active_k) {
    return loss::objective(*model, config.loss, rows, rows, {}, {active_k, {}}).loss.item<double>();
  };
  EXPECT_NEAR(objective(rows, rows, 1).terms.loss, loss_at(1), 1e-14);
  EXPECT_NEAR(objective(rows, rows).terms.loss, loss_at(3), 1e-14);
  EXPECT_GT(std::abs(loss_at(1) - loss_at(3)), 1e-6);
}

TEST(FullBatchEngine, LowersTheObjectiveAndReportsTheFinalTerms) {
  for (const auto kind : {config::OptimizerKind::kLbfgs, config::OptimizerKind::kCg}) {
    config::Config config = config_of(Penalty::kKl);
    config.optim.optimizer = kind;
    model::Autoencoder model = test::tiny_model(config.model, 6, 5);
    FullBatchEngine engine(*model, config);
    const at::Tensor rows = test::uniform({12, 6}, 3);
    const double first = loss::objective(*model, config.loss, rows, rows).loss.item<double>();
    double before = first;
    for (int i = 0; i < 20; ++i) {
      engine.meter().reset();
      engine.step(rows);
      const double now = engine.meter().means().loss;
      EXPECT_LE(now, before);
      EXPECT_NEAR(now, loss::objective(*model, config.loss, rows, rows).loss.item<double>(), 1e-14);
      before = now;
    }
    EXPECT_LT(before, 0.8 * first);
  }
}

}  // namespace
}  // namespace sae::train
