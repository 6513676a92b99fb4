// SPDX-License-Identifier: MIT
// Plans and loss terms of the hand-written step.
#include "fused/fused_plan.h"

#include <algorithm>

#include "loss/objective.h"
#include "loss/reconstruction.h"

namespace sae::fused {

using config::Penalty;

void place_penalty(const config::LossConfig& loss, std::size_t code,
                   std::vector<FusedLayer>& layers) {
  if (!loss.sparse()) return;
  layers[code].kl = loss.penalty == Penalty::kKl;
  layers[code].l1 = loss.penalty == Penalty::kL1 || loss.penalty == Penalty::kL1Norm ? 1 : 0;
  if (loss.penalty != Penalty::kL1AllLayers) return;
  for (FusedLayer& layer : layers) layer.l1 = 1 / static_cast<double>(layer.out);
}

bool has_second_chain(const config::LossConfig& loss) {
  return loss.sparse() && loss.penalty == Penalty::kKlPerSample;
}

bool can_be_sparse(const FusedPlan& plan) {
  const bool grouped = plan.loss.sparse() && plan.loss.penalty == Penalty::kGroup;
  if (plan.layers.size() != 2 || plan.dropout || has_second_chain(plan.loss) || grouped) {
    return false;
  }
  const FusedLayer& code = plan.layers.front();
  if (config::keeps_largest(code.activation)) return !code.kl && code.l1 == 0;
  return code.activation == config::Activation::kRelu && !code.kl;
}

Index values_in(const FusedPlan& plan, std::size_t count) {
  Index values = 0;
  for (std::size_t layer = 0; layer < count; ++layer) values += plan.layers[layer].out;
  return values;
}

Index gradient_rows(const FusedLayer& layer, Index value_bytes) {
  constexpr Index kGradientBytes = Index{128} << 10;
  return std::max<Index>(kGradientBytes / (layer.row_size() * value_bytes), 1);
}

double element_weight(const FusedPlan& plan, Index rows) {
  return loss::element_weight(plan.loss.loss, static_cast<double>(rows),
                              static_cast<double>(plan.layers.back().out));
}

train::LossMeans loss_terms(const FusedPlan& plan, Index rows, const OutputSums& output,
                            double penalty, double squares, double auxk) {
  const loss::ErrorSums sums{output.error, output.cross_entropy, static_cast<double>(rows),
                             static_cast<double>(plan.layers.back().out)};
  const loss::Weighting weighting(plan.loss);
  train::LossMeans terms;
  terms.mse = loss::mean_squared_error(sums);
  terms.reconstruction = loss::reconstruction_loss(plan.loss.loss, sums);
  terms.penalty = penalty;
  terms.decay = weighting.decay(squares);
  terms.auxk = auxk;
  terms.loss = weighting.loss(terms.reconstruction, terms.penalty, terms.decay, terms.auxk);
  return terms;
}

}  // namespace sae::fused
