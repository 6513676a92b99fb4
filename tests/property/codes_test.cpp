// SPDX-License-Identifier: MIT
// The hand-written step equals the reference step for soft_threshold, group, adamw and grad_clip.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/remainder.h>
#include <gtest/gtest.h>

#include "property/cases.h"
#include "property/twins.h"

namespace sae {
namespace {

using config::Activation;
using config::OptimizerKind;
using config::Penalty;
using test::kBatch;
using test::kWidth;

/// Rows of three of four classes, in another order than that of the features.
data::Batch labelled(at::ScalarType type) {
  const at::Tensor rows = test::uniform({kBatch, kWidth}, 5).to(type);
  data::Batch batch{rows, at::arange(kBatch - 1, -1, -1, at::kLong), 0, kBatch};
  batch.labels = at::remainder(at::arange(kBatch, at::kLong), 3);
  return batch;
}

/// Thresholds of which some are above the sigmoids of their units.
void spread_thresholds(test::Twins& twins) {
  for (const auto* model : {&twins.plain_model, &twins.fused_model}) {
    if (!(*model)->threshold().defined()) continue;
    const at::NoGradGuard no_grad;
    const at::Tensor threshold = (*model)->threshold();
    threshold.copy_(at::arange(threshold.size(0)) * (0.7 / static_cast<double>(threshold.size(0))));
  }
}

void expect_same_steps(const config::Config& config, int threads, double tolerance = 1e-9,
                       at::ScalarType type = at::kDouble) {
  test::Twins twins(config, type, threads);
  spread_thresholds(twins);
  const std::string what = test::describe(config) + " threads=" + std::to_string(threads);
  for (int step = 0; step < 2; ++step)
    test::expect_same_step(twins, what, tolerance, labelled(type));
  if (twins.fused_model->threshold().defined()) {
    EXPECT_GE(twins.fused_model->threshold().min().item<double>(), 0);
  }
}

config::Config soft_config(Penalty penalty) {
  config::Config config = test::one_step({160});
  config.optim.lr = 0.1;
  config.model.code_activation = Activation::kSoftThreshold;
  config.loss.penalty = penalty;
  config.loss.classes = 4;
  return config;
}

TEST(SoftThreshold, HasTheReferenceGradients) {
  for (const Penalty penalty : {Penalty::kKl, Penalty::kL1, Penalty::kKlPerSample,
                                Penalty::kL1AllLayers, Penalty::kGroup}) {
    for (const int threads : {1, 2, 3}) expect_same_steps(soft_config(penalty), threads);
  }
  config::Config deep = soft_config(Penalty::kKl);
  deep.model.layers = {90, 160};
  deep.model.tied = true;
  expect_same_steps(deep, 2);
  expect_same_steps(soft_config(Penalty::kKl), 2, 1e-4, at::kFloat);
}

TEST(SoftThreshold, HasTheReferenceGradientsWithDropout) {
  const config::Config config = soft_config(Penalty::kKl);
  config::Config dropping = config;
  dropping.model.dropout = 0.3;
  test::Twins twins(dropping, at::kDouble, 2);
  spread_thresholds(twins);
  test::expect_same_step(twins, "dropout", 1e-9, test::noisy_batch(at::kDouble, 160));
}

TEST(GroupPenalty, HasTheReferenceGradients) {
  for (const Activation code : {Activation::kSigmoid, Activation::kRelu, Activation::kTanh}) {
    for (const int threads : {1, 2, 3}) {
      config::Config config = soft_config(Penalty::kGroup);
      config.model.code_activation = code;
      expect_same_steps(config, threads);
    }
  }
}

TEST(Adamw, TakesTheReferenceSteps) {
  for (const bool unit_norm : {false, true}) {
    config::Config config = soft_config(Penalty::kKl);
    config.optim.optimizer = OptimizerKind::kAdamw;
    config.optim.weight_decay = 0.5;
    if (unit_norm) config.model.decoder_norm = config::DecoderNorm::kUnit;
    expect_same_steps(config, 2, 1e-6);
  }
}

/// Clipping to a norm below that of the gradient.
config::Config clipping(config::Config config) {
  config.optim.grad_clip = 1e-3;
  config.optim.lr = 10;
  return config;
}

TEST(GradClip, TakesTheReferenceSteps) {
  for (const int threads : {1, 2, 3}) {
    for (const Penalty penalty : {Penalty::kKl, Penalty::kKlPerSample, Penalty::kL1}) {
      expect_same_steps(clipping(soft_config(penalty)), threads);
    }
    config::Config tied = clipping(test::one_step({90, 40}));
    tied.optim.grad_clip = 1e-3;
    tied.model.tied = true;
    expect_same_steps(tied, threads);
    config::Config sparse = clipping(test::one_step({160}));
    sparse.loss.add_sparse = false;
    sparse.model.code_activation = Activation::kTopk;
    sparse.model.k = 5;
    sparse.model.decoder_norm = config::DecoderNorm::kUnit;
    sparse.model.pre_bias = true;
    sparse.model.output_activation = Activation::kIdentity;
    expect_same_steps(sparse, threads);
    sparse.loss.auxk = 1;
    sparse.loss.dead_after = kBatch;
    expect_same_steps(sparse, threads);
  }
}

// The norm of the first step of gradient descent is lr times that of the gradient.
TEST(GradClip, BoundsTheStep) {
  for (const bool fused : {false, true}) {
    config::Config config = test::one_step({40});
    config.optim.grad_clip = 1e-3;
    test::Twins twins(config, at::kDouble, 2);
    const auto& model = fused ? twins.fused_model : twins.plain_model;
    const auto before = test::snapshot(*model);
    (fused ? twins.fused : twins.plain)->step(labelled(at::kDouble));
    double squares = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      squares += (model->parameters()[i].detach() - before[i]).square().sum().item<double>();
    }
    EXPECT_NEAR(std::sqrt(squares), 1e-3, 1e-8);
  }
}

}  // namespace
}  // namespace sae
