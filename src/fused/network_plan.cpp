// SPDX-License-Identifier: MIT
// The plan of a model's step.
#include "fused/network_plan.h"

#include "model/autoencoder.h"

namespace sae::fused {

FusedPlan network_plan(const model::AutoencoderImpl& model, const config::Config& config,
                       Index most_rows) {
  const model::Network network = model.network();
  FusedPlan plan;
  plan.code = network.code;
  plan.loss = config.loss;
  plan.optim = config.optim;
  plan.batch_size = most_rows;
  const std::size_t depth = network.layers.size();
  for (std::size_t i = 0; i < depth; ++i) {
    const model::Layer& layer = network.layers[i];
    FusedLayer fused;
    fused.in = layer.weight.size(1);
    fused.out = layer.weight.size(0);
    fused.activation = layer.activation;
    fused.tied = config.model.tied && i > network.code;
    fused.transposed = fused.tied;
    if (config.model.tied && i <= network.code) fused.partner = depth - 1 - i;
    plan.layers.push_back(fused);
  }
  plan.dropout = config.model.dropout > 0;
  plan.pre_bias = config.model.pre_bias;
  plan.unit_norm = config.model.decoder_norm == config::DecoderNorm::kUnit;
  place_penalty(plan.loss, plan.code, plan.layers);
  return plan;
}

FusedPlan placed(FusedPlan plan, const std::vector<Index>& starts) {
  std::size_t next = 0;
  if (config::learns_threshold(plan.layers[plan.code].activation)) {
    plan.threshold = starts[next++];
  }
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    FusedLayer& layer = plan.layers[i];
    layer.weight = layer.tied ? plan.layers[plan.layers.size() - 1 - i].weight : starts[next++];
    layer.bias = starts[next++];
  }
  return plan;
}

}  // namespace sae::fused
