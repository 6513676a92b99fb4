// SPDX-License-Identifier: MIT
// Whether a code is sparse, measured on a whole data set.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "config/config.h"
#include "model/activation.h"

namespace sae::train {

/// By what a unit's activity a is told.
enum class CodeScale {
  kSize,  ///< a = |c|: a unit rests at 0, and is active above active_threshold
  kRate,  ///< a = (c+1)/2 of tanh, which KL takes for a rate: it rests at −1, and is active above ½
};

/// kRate for a tanh code under the penalty kl, kSize for every other one.
CodeScale code_scale(model::Activation activation, const config::LossConfig& loss);

/// How sparse the codes of N samples are, by their activities a.
struct Sparsity {
  double l0 = 0;  ///< mean number of active units of a sample
  double hoyer = 0;  ///< mean of (√H − ‖a‖₁/‖a‖₂)/(√H − 1), over samples with a non-zero one
  double n_eff = 0;  ///< mean of (‖a‖₁/‖a‖₂)², the effective number of active units; same samples
  std::int64_t dead = 0;  ///< units that do nothing: sigmoid, tanh, identity: max − min below .1;
                          ///< relu, topk_relu: never above 0; topk: never kept
  std::int64_t always_on = 0;   ///< units active in more than 90 % of the samples
  std::int64_t zero_codes = 0;  ///< samples whose activities are all zero
  double rho_hat = 0;           ///< mean activation: mean, least and greatest over the units
  double rho_hat_min = 0;
  double rho_hat_max = 0;
  double kl = 0;  ///< Σ_j KL(ρ‖ρ̂_j), before beta; NaN for a code not bounded to [0, 1]
};

/// Collects codes batch by batch.
class SparsityMeter {
 public:
  /// code_width: H >= 1.
  SparsityMeter(std::int64_t code_width, model::Activation activation, at::Device device,
                CodeScale scale = CodeScale::kSize);
  /// codes: [B, H].
  void add(const at::Tensor& codes);
  /// The measures over all codes added, at least one; rho: the target of `kl`.
  Sparsity result(double rho) const;
  /// [H] the share of the samples added, at least one, in which each unit is active.
  std::vector<double> unit_rates() const;

 private:
  model::Activation activation_;
  CodeScale scale_;
  std::int64_t samples_ = 0;
  at::Tensor unit_sum_;     ///< [H] float64 Σ c
  at::Tensor unit_active_;  ///< [H] float64 number of samples in which the unit is active
  at::Tensor unit_min_;     ///< [H]
  at::Tensor unit_max_;     ///< [H]
  at::Tensor totals_;  ///< [3] float64: Σ ‖a‖₁/‖a‖₂, its squares, samples with a non-zero a
};

}  // namespace sae::train
