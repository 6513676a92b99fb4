// SPDX-License-Identifier: MIT
// The auxiliary loss of dead units (AuxK).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "config/config.h"
#include "model/layer.h"

namespace sae::loss {

/// AuxK: the dead units reconstruct the error that the others leave. With e = target − output,
/// taken as a constant, and ê the decoded code of the dead units without bias,
///   aux = Σ‖e − ê‖² / Σ‖e − ē‖²
/// over the rows of a batch, ē being their mean error; 0 if the divisor is 0. Each row uses the
/// dead units with its largest sums, as far as these are positive. Source: Gao et al., Scaling and
/// evaluating sparse autoencoders (2024).
class AuxK {
 public:
  /// dead: number of dead units; width: D.
  AuxK(const config::LossConfig& config, std::int64_t dead, std::int64_t width);

  /// Dead units that a row may use: min(⌊D/2⌋, dead, --auxk_units); 0: there is no such loss.
  std::int64_t units() const { return units_; }
  /// Factor of aux in the loss: alpha · min(dead/⌊D/2⌋, 1) · V. V is the loss of the training mean
  /// as prediction, so alpha means the same for every --loss and scale.
  double weight() const { return weight_; }

 private:
  std::int64_t units_;
  double weight_ = 0;
};

/// Σ‖e − ē‖² of B rows, from Σ‖e‖² and ‖Σ e‖²; never below 0.
double error_spread(double squares, double square_of_sum, double rows);

/// weight · aux, a differentiable scalar. network: an encoder and a decoder of one layer, with a
/// linear output. input, error: [B, D]; dead: [H] bool.
at::Tensor auxk_loss(const model::Network& network, const config::LossConfig& config,
                     const at::Tensor& input, const at::Tensor& error, const at::Tensor& dead);

}  // namespace sae::loss
