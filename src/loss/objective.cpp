// SPDX-License-Identifier: MIT
// The training objective.
#include "loss/objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/zeros.h>

#include "loss/auxk.h"
#include "loss/penalties.h"
#include "loss/reconstruction.h"
#include "model/autoencoder.h"

namespace sae::loss {
namespace {

/// kl of the whole batch's mean code, as seen by a part. The value is the part's share of it; the
/// derivative is that with respect to these rows' code.
at::Tensor part_of_kl(const at::Tensor& code, double rho, model::Activation activation,
                      const Part& part) {
  const at::Tensor mine = code.mean(0) * part.share;
  const at::Tensor penalty = kl_penalty(part.mean_code + (mine - mine.detach()), rho, activation);
  return penalty - penalty.detach() * (1 - part.share);
}

at::Tensor sparsity_penalty(const model::Network& network, const model::Forward& pass,
                            const config::LossConfig& config, const at::Tensor& input,
                            const at::Tensor& labels, const Part& part) {
  if (!config.sparse()) return at::zeros({}, input.options());
  const model::Layer& code = network.layers[network.code];
  const model::Activation activation = code.activation;
  switch (config.penalty) {
    case config::Penalty::kKl:
      return part.mean_code.defined() ? part_of_kl(pass.code, config.rho, activation, part)
                                      : kl_penalty(pass.code.mean(0), config.rho, activation);
    case config::Penalty::kL1:
      return l1_penalty(pass.code) * part.share;
    case config::Penalty::kKlPerSample:
      return kl_per_sample_penalty(network, input, config.rho);
    case config::Penalty::kL1AllLayers:
      return l1_all_layers_penalty(pass.activations) * part.share;
    case config::Penalty::kL1Norm:
      return l1_norm_penalty(pass.code, decoder_norms(network.layers.back().weight)) * part.share;
    case config::Penalty::kL0:
      return l0_penalty(code, pass.sums) * config.mean_loss;
    case config::Penalty::kL0Target:
      return l0_target_penalty(l0_penalty(code, pass.sums), *config.l0) * config.mean_loss;
    case config::Penalty::kTanhL0:
      return tanh_l0_penalty(pass.code, decoder_norms(network.layers.back().weight)) *
             config.mean_loss;
    case config::Penalty::kGroup:
      return group_penalty(pass.code, labels, config.classes);
  }
  return {};
}

at::Tensor weight_decay(const model::AutoencoderImpl& model, const config::LossConfig& config,
                        const at::Tensor& like) {
  at::Tensor sum = at::zeros({}, like.options());
  if (config.lambda == 0) return sum;
  for (const auto& [weight, count] : model::decayed_weights(model)) {
    const at::Tensor flat = weight.view(-1);
    sum = sum + at::dot(flat, flat) * count;
  }
  return Weighting(config).decay(sum);
}

}  // namespace

LossTerms objective(const model::AutoencoderImpl& model, const config::LossConfig& config,
                    const at::Tensor& input, const at::Tensor& target, const Part& part,
                    const CodeArguments& code) {
  model::Network network = model.network(code.active_k);
  network.layers[network.code].in_batch = true;
  network.layers[network.code].window = config.window;
  const model::Forward pass = model::forward(network, input, code.mask);
  LossTerms terms;
  terms.reconstruction = reconstruction_loss(config.loss, pass.output, target) * part.share;
  terms.mse =
      config.loss == config::Reconstruction::kMse
          ? terms.reconstruction.detach()
          : reconstruction_loss(config::Reconstruction::kMse, pass.output.detach(), target) *
                part.share;
  terms.penalty = sparsity_penalty(network, pass, config, input, code.labels, part);
  terms.decay = weight_decay(model, config, input) * part.share;
  terms.auxk = at::zeros({}, input.options());
  if (code.dead.defined()) {
    terms.auxk = auxk_loss(network, config, input, (target - pass.output).detach(), code.dead);
  }
  terms.code = pass.code.detach();
  terms.loss = Weighting(config).loss(terms.reconstruction, terms.penalty, terms.decay, terms.auxk);
  return terms;
}

}  // namespace sae::loss
