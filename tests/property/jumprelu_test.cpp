// SPDX-License-Identifier: MIT
// The hand-written step equals the reference step for codes with learned thresholds.
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "property/cases.h"
#include "property/twins.h"

namespace sae {
namespace {

using config::Penalty;
using test::kBatch;
using test::kWidth;

config::Config jumprelu_config(Penalty penalty) {
  config::Config config = test::one_step({160});
  config.optim.lr = 0.02;
  config.loss.penalty = penalty;
  config.loss.l0 = 20;
  config.loss.mean_loss = 0.4;
  config.loss.window = 0.5;
  config.model.code_activation = config::Activation::kJumprelu;
  config.model.output_activation = config::Activation::kIdentity;
  config.model.decoder_norm = config::DecoderNorm::kUnit;
  return config;
}

void expect_same_jumprelu_steps(const config::Config& config, at::ScalarType type, int threads,
                                double tolerance) {
  test::Twins twins(config, type, threads);
  for (const auto* model : {&twins.plain_model, &twins.fused_model}) {
    model::normalise_columns((*model)->parameters()[*model::unit_norm_weight(**model)]);
    const at::NoGradGuard no_grad;
    (*model)->threshold().abs_();
  }
  const std::string what = test::describe(config) + " threads=" + std::to_string(threads);
  for (const std::uint64_t seed : {5U, 6U}) {
    test::expect_same_step(twins, what, tolerance,
                           test::uniform({kBatch, kWidth}, seed, -1, 1).to(type));
  }
  EXPECT_GE(twins.fused_model->threshold().min().item<double>(), 0);
}

TEST(Jumprelu, HasTheReferenceGradients) {
  for (const Penalty penalty : {Penalty::kL0, Penalty::kL0Target, Penalty::kTanhL0}) {
    for (const bool pre_bias : {false, true}) {
      for (const int threads : {1, 2, 3}) {
        config::Config config = jumprelu_config(penalty);
        config.model.pre_bias = pre_bias;
        expect_same_jumprelu_steps(config, at::kDouble, threads, 1e-9);
      }
    }
  }
  config::Config config = jumprelu_config(Penalty::kL0);
  config.loss.add_sparse = false;
  expect_same_jumprelu_steps(config, at::kDouble, 2, 1e-9);
  expect_same_jumprelu_steps(jumprelu_config(Penalty::kL0Target), at::kFloat, 2, 1e-4);
}

TEST(L1Norm, HasTheReferenceGradientsForADecoderOfNormOne) {
  config::Config config = test::one_step({160});
  config.loss.penalty = Penalty::kL1Norm;
  config.model.code_activation = config::Activation::kRelu;
  config.model.decoder_norm = config::DecoderNorm::kUnit;
  test::Twins twins(config, at::kDouble, 2);
  for (const auto* model : {&twins.plain_model, &twins.fused_model}) {
    model::normalise_columns((*model)->parameters()[2]);
  }
  test::expect_same_step(twins, test::describe(config), 1e-10, test::uniform({kBatch, kWidth}, 5));
}

}  // namespace
}  // namespace sae
