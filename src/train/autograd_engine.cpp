// SPDX-License-Identifier: MIT
// The readable reference engine.
#include "train/autograd_engine.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "loss/objective.h"
#include "model/autoencoder.h"
#include "model/threshold.h"

namespace sae::train {
namespace {

bool learns_thresholds(const model::AutoencoderImpl& model) {
  return config::learns_threshold(model.config().code_activation);
}

}  // namespace

AutogradEngine::AutogradEngine(model::AutoencoderImpl& model, const config::Config& config)
    : model_(model),
      loss_(config.loss),
      beta_(config.loss.beta),
      parameters_(model.parameters()),
      grad_clip_(config.optim.grad_clip),
      optimizer_(train::make_optimizer(config.optim, model::parameters_of(model),
                                       threshold_rate(config.model.code_activation))),
      meter_(parameters_.front().device()) {
  if (config.loss.auxk > 0) {
    firing_.emplace(model.code_width(), *config.loss.dead_after, parameters_.front().device());
  }
}

void AutogradEngine::step(const data::Batch& batch) {
  const at::Tensor target = batch.gather();
  const at::Tensor& input = batch.noisy.defined() ? batch.noisy : target;
  const loss::LossTerms terms =
      loss::objective(model_, loss_, input, target, /*part=*/{},
                      {batch.active_k, batch.code_mask, firing_ ? firing_->dead() : at::Tensor(),
                       batch.labels.defined() ? batch.take(batch.labels) : at::Tensor()});
  std::vector<at::Tensor> gradients = torch::autograd::grad({terms.loss}, parameters_);
  const std::optional<std::size_t> unit = model::unit_norm_weight(model_);
  if (unit) gradients[*unit] = model::without_part_along(gradients[*unit], parameters_[*unit]);
  if (grad_clip_) clip(gradients, *grad_clip_);
  optimizer_->step(gradients);
  if (unit) model::normalise_columns(parameters_[*unit]);
  if (learns_thresholds(model_)) {
    const at::NoGradGuard no_grad;
    model_.threshold().clamp_min_(0);
  }
  meter_.add(terms, batch.count);
  if (firing_) firing_->add(terms.code);
  follow_batch(terms.code);
}

/// Moves the threshold of a batchtopk code.
void AutogradEngine::follow_batch(const at::Tensor& code) {
  if (!model_.threshold().defined() || learns_thresholds(model_)) return;
  const at::Tensor kept = code.masked_select(code > 0);
  auto* threshold = model_.threshold().mutable_data_ptr<double>();
  *threshold = model::follow(*threshold, kept.numel() > 0 ? kept.min().item<double>() : 0);
}

model::NamedTensors AutogradEngine::state() const {
  model::NamedTensors state = optimizer_->state();
  if (!firing_) return state;
  const model::NamedTensors counts = firing_->state();
  state.insert(state.end(), counts.begin(), counts.end());
  return state;
}

void AutogradEngine::start_epoch() {
  if (firing_) firing_->start_epoch();
}

std::optional<FiringCounts> AutogradEngine::firing() const {
  if (!firing_) return std::nullopt;
  return firing_->counts();
}

}  // namespace sae::train
