// SPDX-License-Identifier: MIT
// The hand-written step equals the reference step with the auxiliary loss of dead units.
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "property/cases.h"
#include "property/twins.h"

namespace sae {
namespace {

using config::Activation;
using test::kBatch;
using test::kWidth;

/// 160 units of which 5 are active in a row. A unit that is silent in one batch is dead.
config::Config auxk_config(Activation code) {
  config::Config config = test::one_step({160});
  config.optim.lr = 0.5;
  config.loss.add_sparse = false;
  config.loss.auxk = 2;
  config.loss.auxk_units = 9;
  config.loss.dead_after = kBatch;
  config.loss.mean_loss = 0.3;
  config.model.code_activation = code;
  config.model.k = 5;
  config.model.output_activation = Activation::kIdentity;
  return config;
}

at::Tensor some_rows(std::uint64_t seed, at::ScalarType type, std::int64_t rows = kBatch) {
  return test::uniform({rows, kWidth}, seed, -1, 1).to(type);
}

/// Three steps, the second and third with dead units, of which some are revived.
void expect_same_steps(const config::Config& config, at::ScalarType type, int threads,
                       double tolerance) {
  test::Twins twins(config, type, threads);
  const std::string what = test::describe(config) + " threads=" + std::to_string(threads);
  for (train::Engine* engine : {twins.plain.get(), twins.fused.get()}) {
    engine->start_epoch();
    engine->step(some_rows(5, type));
    engine->meter().reset();
  }
  ASSERT_GT(twins.plain->firing()->dead, 20);
  test::expect_same_step(twins, what, tolerance, some_rows(6, type));
  EXPECT_GT(twins.plain->meter().means().auxk, 0.01);
  EXPECT_NEAR(twins.fused->meter().means().auxk, twins.plain->meter().means().auxk, tolerance);
  test::expect_same_step(twins, what, tolerance, some_rows(7, type, 20));
  const auto expected = *twins.plain->firing(), found = *twins.fused->firing();
  EXPECT_GT(expected.revived, 0);
  EXPECT_EQ(found.revived, expected.revived);
  EXPECT_EQ(found.dead, expected.dead);
}

TEST(AuxK, HasTheReferenceGradients) {
  for (const Activation code : {Activation::kTopk, Activation::kTopkRelu}) {
    for (const bool tied : {false, true}) {
      for (const bool pre_bias : {false, true}) {
        for (const int threads : {1, 2, 3}) {
          config::Config config = auxk_config(code);
          config.model.tied = tied;
          config.model.pre_bias = pre_bias;
          expect_same_steps(config, at::kDouble, threads, 1e-9);
        }
      }
    }
  }
}

TEST(AuxK, HasTheReferenceGradientsForEverySquaredErrorAndUnitNorm) {
  for (const auto loss : {config::Reconstruction::kMse, config::Reconstruction::kHalfSse,
                          config::Reconstruction::kSse}) {
    config::Config config = auxk_config(Activation::kTopk);
    config.loss.loss = loss;
    config.optim.lr = loss == config::Reconstruction::kMse ? 0.5 : 0.01;
    config.model.decoder_norm = config::DecoderNorm::kUnit;
    expect_same_steps(config, at::kDouble, 2, 1e-9);
  }
  expect_same_steps(auxk_config(Activation::kTopk), at::kFloat, 2, 1e-4);
}

}  // namespace
}  // namespace sae
