// SPDX-License-Identifier: MIT
// A step of the hand-written engine beside the same step of the reference.
#pragma once

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "fused/fused_engine.h"
#include "property/cases.h"
#include "support/tiny_model.h"
#include "train/autograd_engine.h"

namespace sae::test {

/// Two copies of a model with equal weights, one for each engine; with --decoder_norm unit its
/// columns have norm 1.
class Twins {
 public:
  Twins(const config::Config& config, at::ScalarType type, int threads) {
    for (model::Autoencoder* model : {&plain_model, &fused_model}) {
      *model = tiny_model(config.model, kWidth, 1, 0.3);
      (*model)->to(type);
      const auto unit = model::unit_norm_weight(**model);
      if (unit) model::normalise_columns((*model)->parameters()[*unit]);
    }
    plain = std::make_unique<train::AutogradEngine>(*plain_model, config);
    fused = fused::make_fused_engine(*fused_model, config, threads);
  }

  /// Largest difference of any parameter, relative to its largest value or required update.
  double apart() const {
    double most = 0;
    for (std::size_t i = 0; i < plain_model->parameters().size(); ++i) {
      const at::Tensor a = plain_model->parameters()[i].detach();
      const at::Tensor b = fused_model->parameters()[i].detach();
      const double size = std::max(a.abs().max().item<double>(), 1e-3);
      most = std::max(most, (a - b).abs().max().item<double>() / size);
    }
    return most;
  }

  model::Autoencoder plain_model{nullptr}, fused_model{nullptr};
  std::unique_ptr<train::Engine> plain, fused;
};

inline void expect_same_step(Twins& twins, const std::string& what, double tolerance,
                             const data::Batch& batch) {
  const auto before = snapshot(*twins.plain_model);
  twins.plain->step(batch);
  twins.fused->step(batch);
  const train::LossMeans a = twins.plain->meter().means(), b = twins.fused->meter().means();
  const auto expect_near = [&](const char* term, double expected, double found) {
    EXPECT_NEAR(found, expected, tolerance * std::max(1.0, std::abs(expected))) << term << what;
  };
  expect_near("loss", a.loss, b.loss);
  expect_near("reconstruction", a.reconstruction, b.reconstruction);
  expect_near("mse", a.mse, b.mse);
  expect_near("penalty", a.penalty, b.penalty);
  expect_near("decay", a.decay, b.decay);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const at::Tensor expected = twins.plain_model->parameters()[i].detach() - before[i];
    const at::Tensor found = twins.fused_model->parameters()[i].detach() - before[i];
    const double size = std::max(expected.abs().max().item<double>(), 1e-2);
    EXPECT_LE((expected - found).abs().max().item<double>(), tolerance * size)
        << "gradient of " << i << what;
  }
}

inline void expect_same_step(const config::Config& config, at::ScalarType type, int threads,
                             double tolerance, const data::Batch& batch) {
  Twins twins(config, type, threads);
  expect_same_step(twins, describe(config) + " threads=" + std::to_string(threads), tolerance,
                   batch);
}

inline void expect_same_step(const config::Config& config, at::ScalarType type, int threads,
                             double tolerance) {
  expect_same_step(config, type, threads, tolerance, uniform({kBatch, kWidth}, 5).to(type));
}

/// A batch with corrupted input and dropout of the code.
inline data::Batch noisy_batch(at::ScalarType type, std::int64_t code_width) {
  data::Batch batch = uniform({kBatch, kWidth}, 5).to(type);
  batch.noisy = batch.features + uniform({kBatch, kWidth}, 6, -0.5, 0.5).to(type);
  batch.code_mask = data::draw_dropout_mask(0.3, kBatch, code_width, batch.features, 9);
  return batch;
}

}  // namespace sae::test
