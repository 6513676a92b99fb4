// SPDX-License-Identifier: MIT
// The training objective.
#include "sae/loss/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/zeros.h>

#include "sae/loss/penalties.h"
#include "sae/loss/reconstruction.h"
#include "sae/model/autoencoder.h"

namespace sae::loss {
namespace {

at::Tensor sparsity_penalty(const model::Network& network, const model::Forward& pass,
                            const config::LossConfig& config, const at::Tensor& input) {
  if (!config.sparse()) return at::zeros({}, input.options());
  switch (config.penalty) {
    case config::Penalty::kKl:
      return kl_penalty(pass.code, config.rho, network.layers[network.code].activation);
    case config::Penalty::kL1:
      return l1_penalty(pass.code);
    case config::Penalty::kKlPerSample:
      return kl_per_sample_penalty(network, input, config.rho);
    case config::Penalty::kL1AllLayers:
      return l1_all_layers_penalty(pass.activations);
  }
  return {};
}

at::Tensor weight_decay(const model::AutoencoderImpl& model, double lambda,
                        const at::Tensor& like) {
  at::Tensor sum = at::zeros({}, like.options());
  if (lambda == 0) return sum;
  for (const auto& [weight, count] : model::decayed_weights(model)) {
    const at::Tensor flat = weight.view(-1);
    sum = sum + at::dot(flat, flat) * count;
  }
  return sum * (lambda / 2);
}

}  // namespace

LossTerms objective(const model::AutoencoderImpl& model, const config::LossConfig& config,
                    const at::Tensor& input, const at::Tensor& target) {
  const model::Network network = model.network();
  const model::Forward pass = model::forward(network, input);
  LossTerms terms;
  terms.reconstruction = reconstruction_loss(config.loss, pass.output, target);
  terms.mse = config.loss == config::Reconstruction::kMse
                  ? terms.reconstruction.detach()
                  : reconstruction_loss(config::Reconstruction::kMse, pass.output.detach(), target);
  terms.penalty = sparsity_penalty(network, pass, config, input);
  terms.decay = weight_decay(model, config.lambda, input);
  terms.loss = terms.reconstruction + terms.penalty * config.beta + terms.decay;
  return terms;
}

}  // namespace sae::loss
