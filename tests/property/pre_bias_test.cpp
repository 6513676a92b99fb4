// SPDX-License-Identifier: MIT
// The hand-written step equals the reference step with --pre_bias and --decoder_norm.
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "property/cases.h"
#include "property/twins.h"

namespace sae {
namespace {

using config::Activation;
using config::Penalty;
using test::expect_same_step;
using test::kBatch;
using test::kPenalties;
using test::kWidth;
using test::one_step;

// The output's bias is also in the input, so its gradient has two parts. The batch is gathered by
// an order, taken in place, and noisy.
TEST(PreBias, HasTheReferenceGradients) {
  for (const auto& layers : std::vector<std::vector<std::int64_t>>{{160}, {160, 20}}) {
    for (const bool tied : {false, true}) {
      for (const Penalty penalty : kPenalties) {
        for (const int threads : {1, 2, 3}) {
          config::Config config = one_step(layers);
          config.model.pre_bias = true;
          config.model.tied = tied;
          config.model.output_activation = Activation::kIdentity;
          config.loss.penalty = penalty;
          expect_same_step(config, at::kDouble, threads, 1e-10);
          data::Batch noisy = test::noisy_batch(at::kDouble, layers.back());
          noisy.code_mask = at::Tensor();
          expect_same_step(config, at::kDouble, threads, 1e-10, noisy);
        }
      }
    }
  }
}

void expect_unit_norms(config::Config config, int threads) {
  config.model.decoder_norm = config::DecoderNorm::kUnit;
  test::Twins twins(config, at::kDouble, threads);
  expect_same_step(twins, test::describe(config), 1e-10, test::uniform({kBatch, kWidth}, 5));
  const at::Tensor norms = twins.fused_model->parameters()[2].detach().norm(2, 0);
  EXPECT_LE((norms - 1).abs().max().item<double>(), 1e-14);
}

TEST(DecoderNorm, StaysOneAsInTheReference) {
  for (const int threads : {1, 2, 3}) {
    config::Config config = one_step({160});
    for (const Penalty penalty : kPenalties) {
      config.loss.penalty = penalty;
      expect_unit_norms(config, threads);
    }
    config.model.code_activation = Activation::kTopk;
    config.model.k = 5;
    config.loss.add_sparse = false;
    expect_unit_norms(config, threads);
  }
}

TEST(PreBias, HasTheReferenceGradientsOfFewActiveUnits) {
  for (const int threads : {1, 2, 3}) {
    config::Config config = one_step({160});
    config.model.pre_bias = true;
    config.model.output_activation = Activation::kIdentity;
    config.model.code_activation = Activation::kTopk;
    config.model.k = 5;
    config.loss.add_sparse = false;
    expect_same_step(config, at::kDouble, threads, 1e-10);
  }
}

}  // namespace
}  // namespace sae
