// SPDX-License-Identifier: MIT
// The readable reference engine.
#include "train/autograd_engine.h"

#include <torch/csrc/autograd/autograd.h>

#include "loss/objective.h"
#include "model/autoencoder.h"

namespace sae::train {

AutogradEngine::AutogradEngine(model::AutoencoderImpl& model, const config::Config& config)
    : model_(model),
      loss_(config.loss),
      parameters_(model.parameters()),
      optimizer_(train::make_optimizer(config.optim, model::weights_of(model))),
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
                      {batch.active_k, batch.code_mask, firing_ ? firing_->dead() : at::Tensor()});
  std::vector<at::Tensor> gradients = torch::autograd::grad({terms.loss}, parameters_);
  const std::optional<std::size_t> unit = model::unit_norm_weight(model_);
  if (unit) gradients[*unit] = model::without_part_along(gradients[*unit], parameters_[*unit]);
  optimizer_->step(gradients);
  if (unit) model::normalise_columns(parameters_[*unit]);
  meter_.add(terms, batch.count);
  if (firing_) firing_->add(terms.code);
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
