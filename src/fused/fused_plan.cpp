// SPDX-License-Identifier: MIT
// What a hand-written step computes.
#include "fused/fused_plan.h"

#include <algorithm>

namespace sae::fused {

using config::Penalty;
using config::Reconstruction;

void place_penalty(const config::LossConfig& loss, std::size_t code,
                   std::vector<FusedLayer>& layers) {
  if (!loss.sparse()) return;
  layers[code].kl = loss.penalty == Penalty::kKl;
  layers[code].l1 = loss.penalty == Penalty::kL1 ? 1 : 0;
  if (loss.penalty != Penalty::kL1AllLayers) return;
  for (FusedLayer& layer : layers) layer.l1 = 1 / static_cast<double>(layer.out);
}

Index gradient_rows(const FusedLayer& layer, Index value_bytes) {
  constexpr Index kGradientBytes = Index{128} << 10;
  return std::max<Index>(kGradientBytes / (layer.in * value_bytes), 1);
}

double derivative_scale(const FusedPlan& plan, Index rows) {
  const auto count = static_cast<double>(rows);
  const double pixels = count * static_cast<double>(plan.layers.back().out);
  switch (plan.loss.loss) {
    case Reconstruction::kMse:
      return 2 / pixels;
    case Reconstruction::kHalfSse:
      return 1 / count;
    case Reconstruction::kBce:
      return 1 / pixels;
  }
  return 0;
}

train::LossMeans loss_terms(const FusedPlan& plan, Index rows, const OutputSums& output,
                            double penalty, double squares) {
  const auto width = static_cast<double>(plan.layers.back().out);
  const double pixels = static_cast<double>(rows) * width;
  train::LossMeans terms;
  terms.mse = output.error / pixels;
  switch (plan.loss.loss) {
    case Reconstruction::kMse:
      terms.reconstruction = terms.mse;
      break;
    case Reconstruction::kHalfSse:
      terms.reconstruction = terms.mse * width / 2;
      break;
    case Reconstruction::kBce:
      terms.reconstruction = output.cross_entropy / pixels;
      break;
  }
  terms.penalty = penalty;
  terms.decay = plan.loss.lambda / 2 * squares;
  terms.loss = terms.reconstruction + plan.loss.beta * terms.penalty + terms.decay;
  return terms;
}

}  // namespace sae::fused
