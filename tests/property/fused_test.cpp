// SPDX-License-Identifier: MIT
// The hand-written step equals the reference step for every network, loss, penalty and optimiser.
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "fused/sparse_step.h"
#include "property/cases.h"
#include "property/twins.h"

namespace sae::fused {
namespace {

using config::Activation;
using config::OptimizerKind;
using config::Penalty;
using config::Reconstruction;
using test::describe;
using test::expect_same_step;
using test::kBatch;
using test::kLosses;
using test::kPenalties;
using test::kWidth;
using test::noisy_batch;
using test::one_step;
using test::Twins;

constexpr Activation kActivations[] = {Activation::kIdentity, Activation::kRelu,
                                       Activation::kSigmoid, Activation::kTanh};

bool allowed(Penalty penalty, Activation code) {
  return penalty != Penalty::kKl || code == Activation::kSigmoid || code == Activation::kTanh;
}

// Activations of hidden layers, code and output with every penalty, in double precision.
TEST(FusedStep, MatchesReferenceGradientsForEveryActivationAndPenalty) {
  for (const Penalty penalty : kPenalties) {
    for (const Activation hidden : kActivations) {
      for (const Activation code : kActivations) {
        if (!allowed(penalty, code)) continue;
        config::Config config = one_step({48, 20});
        config.loss.penalty = penalty;
        config.model.activation = hidden;
        config.model.code_activation = code;
        config.model.output_activation = hidden == code ? Activation::kSigmoid : hidden;
        expect_same_step(config, at::kDouble, 1, 1e-10);
      }
    }
  }
}

TEST(FusedStep, MatchesReferenceGradientsForEveryLossDepthAndTying) {
  for (const Reconstruction loss : kLosses) {
    for (const auto& layers : std::vector<std::vector<std::int64_t>>{{33}, {48, 20}, {48, 20, 7}}) {
      for (const bool tied : {false, true}) {
        for (const Penalty penalty : kPenalties) {
          config::Config config = one_step(layers);
          config.loss.loss = loss;
          config.loss.penalty = penalty;
          config.model.tied = tied;
          expect_same_step(config, at::kDouble, 2, 1e-10);
        }
      }
    }
  }
}

TEST(FusedStep, MatchesReferenceGradientsWithoutPenaltyOrDecay) {
  for (const double lambda : {0.0, 0.01}) {
    config::Config config = one_step({48, 20});
    config.loss.add_sparse = false;
    config.loss.lambda = lambda;
    expect_same_step(config, at::kDouble, 1, 1e-10);
  }
}

// A code of 20 columns behind 160 is divided into two blocks, which leaves some threads none.
TEST(FusedStep, MatchesReferenceGradientsInSinglePrecisionForAnyNumberOfThreads) {
  for (const auto& layers : std::vector<std::vector<std::int64_t>>{{48, 20}, {160, 20}}) {
    for (const int threads : {1, 2, 3, 5}) {
      for (const Penalty penalty : kPenalties) {
        for (const Reconstruction loss : kLosses) {
          config::Config config = one_step(layers);
          config.loss.penalty = penalty;
          config.loss.loss = loss;
          config.model.activation = Activation::kTanh;
          expect_same_step(config, at::kFloat, threads, 1e-5);
        }
      }
    }
  }
}

TEST(FusedStep, MatchesReferenceGradientsForTopk) {
  for (const Activation code : {Activation::kTopk, Activation::kTopkRelu}) {
    for (const auto& layers : std::vector<std::vector<std::int64_t>>{{33}, {48, 20}}) {
      for (const bool tied : {false, true}) {
        for (const int threads : {1, 2, 3}) {
          config::Config config = one_step(layers);
          config.loss.add_sparse = false;
          config.model.code_activation = code;
          config.model.k = 5;
          config.model.tied = tied;
          expect_same_step(config, at::kDouble, threads, 1e-10);
          expect_same_step(config, at::kFloat, threads, 1e-5);
        }
      }
    }
  }
}

/// A net of which few units are active.
config::Config few_active(Activation code) {
  config::Config config = one_step({160});
  config.loss.add_sparse = code == Activation::kRelu;
  config.loss.penalty = Penalty::kL1;
  config.model.code_activation = code;
  config.model.k = 7;
  return config;
}

void expect_same_sparse_step(const config::Config& config, at::ScalarType type, int threads,
                             double tolerance) {
  Twins twins(config, type, threads);
  const at::Tensor batch = test::uniform({kBatch, kWidth}, 5).to(type);
  if (config.model.code_activation == Activation::kRelu) {
    for (const auto& model : {twins.plain_model, twins.fused_model}) {
      at::Tensor bias = model->parameters()[1].detach();
      bias.sub_(1.6);
    }
    const at::NoGradGuard no_grad;
    const at::Tensor active = twins.plain_model->forward(batch).code.gt(0).to(at::kDouble);
    ASSERT_LT(active.mean().item<double>(), 1.0 / kUnitsPerActive);
    ASSERT_GT(active.mean().item<double>(), 0.01);
  }
  expect_same_step(twins, describe(config) + " threads=" + std::to_string(threads), tolerance,
                   batch);
}

TEST(FusedStep, MatchesReferenceGradientsForFewActiveUnits) {
  for (const Activation code : {Activation::kTopk, Activation::kTopkRelu, Activation::kRelu}) {
    for (const Reconstruction loss : kLosses) {
      for (const bool tied : {false, true}) {
        for (const int threads : {1, 2, 3}) {
          config::Config config = few_active(code);
          config.loss.loss = loss;
          config.model.tied = tied;
          expect_same_sparse_step(config, at::kDouble, threads, 1e-10);
          expect_same_sparse_step(config, at::kFloat, threads, 1e-5);
        }
      }
    }
  }
  config::Config config = few_active(Activation::kRelu);
  config.loss.penalty = Penalty::kL1AllLayers;
  expect_same_sparse_step(config, at::kDouble, 2, 1e-10);
}

// As --k_start schedules it: the batch has another number of active units than the configuration.
TEST(FusedStep, MatchesReferenceGradientsWithTheActiveUnitsOfABatch) {
  config::Config config = one_step({48, 20});
  config.loss.add_sparse = false;
  config.model.code_activation = Activation::kTopk;
  config.model.k = 5;
  data::Batch batch = test::uniform({kBatch, kWidth}, 5);
  for (const std::int64_t active_k : {1, 9, 20}) {
    batch.active_k = active_k;
    expect_same_step(config, at::kDouble, 2, 1e-10, batch);
  }
}

TEST(FusedStep, MatchesReferenceGradientsWithNoiseAndDropout) {
  for (const Penalty penalty : kPenalties) {
    for (const bool tied : {false, true}) {
      for (const Activation code : {Activation::kSigmoid, Activation::kTanh}) {
        config::Config config = one_step({48, 20});
        config.loss.penalty = penalty;
        config.model.tied = tied;
        config.model.code_activation = code;
        config.model.dropout = 0.3;
        expect_same_step(config, at::kDouble, 2, 1e-10, noisy_batch(at::kDouble, 20));
      }
    }
  }
  config::Config config = one_step({33});
  config.loss.add_sparse = false;
  config.model.code_activation = Activation::kTopk;
  config.model.k = 5;
  config.model.dropout = 0.3;
  expect_same_step(config, at::kFloat, 2, 1e-5, noisy_batch(at::kFloat, 33));
}

/// Runs both engines repeatedly over 24 rows in batches of 10, 10 and 4.
void train(Twins& twins, at::ScalarType type, int steps) {
  const at::Tensor rows = test::uniform({24, kWidth}, 3).to(type);
  for (int step = 0; step < steps; ++step) {
    const std::int64_t start = 10 * (step % 3);
    const at::Tensor batch = rows.narrow(0, start, std::min<std::int64_t>(10, 24 - start));
    twins.plain->step(batch);
    twins.fused->step(batch);
  }
}

TEST(FusedEngine, MatchesReferenceStepsInDoublePrecision) {
  for (const config::OptimConfig& optim : {config::OptimConfig{OptimizerKind::kAdam, 0.01, 0},
                                           config::OptimConfig{OptimizerKind::kSgd, 0.1, 0.9}}) {
    for (const Penalty penalty : kPenalties) {
      for (const bool tied : {false, true}) {
        config::Config config = one_step({48, 20});
        config.optim = optim;
        config.loss.penalty = penalty;
        config.model.tied = tied;
        config.train.batch_size = 10;
        Twins twins(config, at::kDouble, 2);
        train(twins, at::kDouble, 30);
        EXPECT_LE(twins.apart(), 1e-10) << describe(config);
        EXPECT_NEAR(twins.plain->meter().means().loss, twins.fused->meter().means().loss, 1e-10);
      }
    }
  }
}

TEST(FusedEngine, MatchesReferenceUpdatesInSinglePrecision) {
  for (const config::OptimConfig& optim : {config::OptimConfig{OptimizerKind::kAdam, 0.01, 0},
                                           config::OptimConfig{OptimizerKind::kSgd, 0.1, 0.9}}) {
    config::Config config = one_step({48, 20});
    config.optim = optim;
    Twins twins(config, at::kFloat, 1);
    train(twins, at::kFloat, 3);
    // Adam divides by the gradient's size; where the gradient is only rounding error, so is the
    // step.
    EXPECT_LE(twins.apart(), optim.optimizer == OptimizerKind::kAdam ? 1e-4 : 1e-6);
  }
}

TEST(FusedEngine, MatchesTheReferenceLossCurve) {
  for (const Penalty penalty : kPenalties) {
    config::Config config = one_step({48, 20});
    config.optim = {OptimizerKind::kAdam, 1e-3, 0};
    config.loss.penalty = penalty;
    Twins twins(config, at::kFloat, 2);
    for (int step = 0; step < 200; ++step) {
      const at::Tensor batch =
          test::uniform({kBatch, kWidth}, static_cast<std::uint64_t>(step) % 7).to(at::kFloat);
      for (train::Engine* engine : {twins.plain.get(), twins.fused.get()}) {
        engine->meter().reset();
        engine->step(batch);
      }
      const double expected = twins.plain->meter().means().loss;
      ASSERT_NEAR(twins.fused->meter().means().loss, expected, 1e-3 * expected)
          << "step " << step << describe(config);
    }
  }
}

TEST(FusedEngine, IsReproducibleForTheSameNumberOfThreads) {
  for (const int threads : {1, 2, 4}) {
    config::Config config = one_step({48, 20});
    config.optim = {OptimizerKind::kAdam, 1e-3, 0};
    Twins first(config, at::kFloat, threads), second(config, at::kFloat, threads);
    for (int step = 0; step < 50; ++step) {
      const at::Tensor batch =
          test::uniform({kBatch, kWidth}, static_cast<std::uint64_t>(step)).to(at::kFloat);
      first.fused->step(batch);
      second.fused->step(batch);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(first.fused_model->parameters()[i].equal(second.fused_model->parameters()[i]));
    }
    EXPECT_TRUE(first.fused->meter().sums().equal(second.fused->meter().sums()));
  }
}

// The batch's row order must come from the batcher, not from a copy.
TEST(FusedEngine, GathersTheRowsOfTheBatch) {
  const config::Config config = one_step({20});
  Twins twins(config, at::kDouble, 2);
  data::Batcher batcher(test::uniform({100, kWidth}, 8), kBatch, 3);
  batcher.start_epoch(2);
  for (std::int64_t index = 0; index < batcher.batches(); ++index) {
    twins.fused->step(batcher.batch(index));
    twins.plain->step(batcher.batch(index));
  }
  EXPECT_LE(twins.apart(), 1e-10);
}

}  // namespace
}  // namespace sae::fused
