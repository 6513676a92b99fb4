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
      meter_(parameters_.front().device()) {}

void AutogradEngine::step(const data::Batch& batch) {
  const at::Tensor target = batch.gather();
  const at::Tensor& input = batch.noisy.defined() ? batch.noisy : target;
  const loss::LossTerms terms =
      loss::objective(model_, loss_, input, target, /*part=*/{}, {batch.active_k, batch.code_mask});
  optimizer_->step(torch::autograd::grad({terms.loss}, parameters_));
  meter_.add(terms, batch.count);
}

}  // namespace sae::train
