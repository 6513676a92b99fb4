// SPDX-License-Identifier: MIT
// Sparsity measures of a code over a whole data set.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/activation.h"

namespace sae::train {

/// How the activity a of a unit is computed from its code c.
enum class CodeScale {
  kSize,  ///< a = |c|: inactive at 0, active above active_threshold
  kRate,  ///< a = (c+1)/2 of tanh, KL's rate: inactive at c = −1, active if a > ½
};

/// kRate for a tanh code with penalty kl, otherwise kSize.
CodeScale code_scale(model::Activation activation, const config::LossConfig& loss);

/// Mask of active units, the shape of `codes`: activity above active_threshold, or above ½ on the
/// scale kRate.
at::Tensor find_active(const at::Tensor& codes, model::Activation activation, CodeScale scale);

/// The rule of find_active for people: "its code is above 0.5".
std::string describe_active(model::Activation activation, CodeScale scale);

/// Mask of unused units, from the smallest and the largest code of each over a data set. sigmoid,
/// tanh, identity: the range is below .1; relu and topk_relu: never above 0; topk: always 0.
at::Tensor find_dead(model::Activation activation, const at::Tensor& least,
                     const at::Tensor& greatest);

/// The rule of find_dead for people: "its code varies by less than 0.1".
std::string describe_dead(model::Activation activation);

/// Sparsity of the codes of N samples, from their activities a.
struct Sparsity {
  double l0 = 0;  ///< mean number of active units per sample
  double hoyer = 0;  ///< mean of (√H − ‖a‖₁/‖a‖₂)/(√H − 1), over samples with a ≠ 0
  double n_eff = 0;  ///< mean of (‖a‖₁/‖a‖₂)², the effective number of active units; same samples
  std::int64_t dead = 0;        ///< unused units (find_dead)
  std::int64_t always_on = 0;   ///< units active in more than 90 % of the samples
  std::int64_t zero_codes = 0;  ///< samples whose activities are all zero
  double rho_hat = 0;  ///< mean activation of each unit: mean, minimum and maximum over units
  double rho_hat_min = 0;
  double rho_hat_max = 0;
  double kl = 0;  ///< Σ_j KL(ρ‖ρ̂_j), before beta; NaN except for sigmoid and tanh codes
};

/// Accumulates codes batch by batch.
class SparsityMeter {
 public:
  /// code_width: H >= 1.
  SparsityMeter(std::int64_t code_width, model::Activation activation, at::Device device,
                CodeScale scale = CodeScale::kSize);
  /// codes: [B, H].
  void add(const at::Tensor& codes);
  /// Measures over all codes added; needs at least one. rho: the target of `kl`.
  Sparsity result(double rho) const;
  /// [H], fraction of the added samples in which each unit is active; needs at least one sample.
  std::vector<double> unit_rates() const;

 private:
  at::Tensor rates() const;  ///< `unit_rates` on the CPU

  model::Activation activation_;
  CodeScale scale_;
  std::int64_t samples_ = 0;
  at::Tensor unit_sum_;     ///< [H] float64, Σ c
  at::Tensor unit_active_;  ///< [H] float64, number of samples in which the unit is active
  at::Tensor unit_min_;     ///< [H]
  at::Tensor unit_max_;     ///< [H]
  at::Tensor totals_;  ///< [3] float64: Σ ‖a‖₁/‖a‖₂, Σ of its squares, number of samples with a ≠ 0
};

}  // namespace sae::train
