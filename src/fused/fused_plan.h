// SPDX-License-Identifier: MIT
// What a hand-written step computes.
#pragma once

#include <optional>
#include <vector>

#include "config/config.h"
#include "fused/kernels.h"
#include "train/loss_meter.h"

namespace sae::fused {

/// A layer of the stack and where its parameters begin in the flat memory.
struct FusedLayer {
  Index in = 0;
  Index out = 0;
  config::Activation activation = config::Activation::kIdentity;
  Index weight = 0;                    ///< [out, in], or [in, out] where `transposed`
  Index bias = 0;                      ///< [out]
  bool transposed = false;             ///< a tied decoder layer: the weight is its encoder layer's
  std::optional<std::size_t> partner;  ///< of an encoder layer: the tied decoder layer
  bool kl = false;                     ///< whether the penalty kl is taken of its activations
  double l1 = 0;                       ///< its share of l1 or l1_all_layers, loss::l1_part
};

/// Sets each layer's part in the penalty: kl and l1 act on the code, l1_all_layers on every layer.
/// (kl_per_sample acts on none: ChainedStep.)
void place_penalty(const config::LossConfig& loss, std::size_t code,
                   std::vector<FusedLayer>& layers);

/// Whether the penalty has a chain of its own beside the network: kl_per_sample.
bool has_second_chain(const config::LossConfig& loss);

/// What a step computes: layers from input to output, the number of the code layer, the terms.
struct FusedPlan {
  std::vector<FusedLayer> layers;
  std::size_t code = 0;
  config::LossConfig loss;
  config::OptimConfig optim;
  Index batch_size = 1;  ///< the most rows of a step
  bool masked = false;   ///< whether topk or dropout stands behind the code
};

/// So many rows of a layer's weight at once have a gradient that stays in the cache; at least 1.
Index gradient_rows(const FusedLayer& layer, Index value_bytes);

/// The weight of an output's derivative in the kernels, loss::element_weight of the plan's loss.
double element_weight(const FusedPlan& plan, Index rows);

/// The terms of the loss of a batch from sums over it. penalty: before beta; squares: Σ w² over all
/// weights.
train::LossMeans loss_terms(const FusedPlan& plan, Index rows, const OutputSums& output,
                            double penalty, double squares);

}  // namespace sae::fused
