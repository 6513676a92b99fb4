// SPDX-License-Identifier: MIT
// Describes what the hand-written step computes.
#pragma once

#include <optional>
#include <vector>

#include "config/config.h"
#include "fused/kernels.h"
#include "train/loss_meter.h"

namespace sae::fused {

/// A layer, and the offsets of its parameters in the flat memory.
struct FusedLayer {
  Index in = 0;
  Index out = 0;
  config::Activation activation = config::Activation::kIdentity;
  Index weight = 0;                      ///< [out, in], or [in, out] if `transposed`
  Index bias = 0;                        ///< [out]
  bool transposed = false;               ///< of tied decoder layers, and of decoders by unit
  std::optional<std::size_t> partner{};  ///< for an encoder layer: index of its tied decoder layer
  bool kl = false;                       ///< whether the penalty kl applies to its activations
  double l1 = 0;                         ///< its share in l1 or l1_all_layers, see loss::l1_part
  bool tied = false;                     ///< decoder layer that uses its encoder layer's weight

  /// Values in a row of the weight's memory.
  Index row_size() const { return transposed ? out : in; }
};

/// Assigns the penalty to layers: kl, l1 and, for a decoder of norm 1, l1_norm to the code,
/// l1_all_layers to every layer. group: see GroupPenalty; those of jumprelu: see ThresholdMask.
/// (kl_per_sample to none: see ChainedStep.)
void place_penalty(const config::LossConfig& loss, std::size_t code,
                   std::vector<FusedLayer>& layers);

/// Whether the penalty needs a second chain beside the network: kl_per_sample only.
bool has_second_chain(const config::LossConfig& loss);

/// What a step computes: layers from input to output, index of the code layer, loss terms.
struct FusedPlan {
  std::vector<FusedLayer> layers;
  std::size_t code = 0;
  config::LossConfig loss;
  config::OptimConfig optim;
  Index batch_size = 1;  ///< maximum rows per step
  bool dropout = false;  ///< whether dropout masks the code
  /// Whether the output's bias is subtracted from the input. Its gradient then has a second part:
  /// minus the bias gradients of the first layer times its weight.
  bool pre_bias = false;
  std::optional<Index> threshold{};  ///< offset of learned thresholds [H]
  bool unit_norm = false;  ///< whether each row of the decoder's transposed weight keeps norm 1
};

/// Whether few units of each row may be active, so that SparseStep is worth while: an encoder and a
/// decoder of one layer each, whose code is topk or relu without a penalty or dropout on units that
/// are not active. Needs the plan's layers, loss and dropout.
bool can_be_sparse(const FusedPlan& plan);

/// Values of a row in the first `count` layers together.
Index values_in(const FusedPlan& plan, std::size_t count);

/// Number of weight rows whose gradient fits in the cache (>= 1).
Index gradient_rows(const FusedLayer& layer, Index value_bytes);

/// Factor of the output's derivative in the kernels: loss::element_weight for the plan's loss.
double element_weight(const FusedPlan& plan, Index rows);

/// Loss terms of a batch, computed from sums over it. penalty: before beta; squares: Σ w² over all
/// weights; auxk: weighted.
train::LossMeans loss_terms(const FusedPlan& plan, Index rows, const OutputSums& output,
                            double penalty, double squares, double auxk = 0);

}  // namespace sae::fused
