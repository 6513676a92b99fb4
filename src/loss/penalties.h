// SPDX-License-Identifier: MIT
// Sparsity penalties before beta, as pure functions, each with its derivative.
// The versions on tensors are for autograd, which differentiates the value. The versions on numbers
// are for the hand-written step. A derivative is multiplied by `weight`, the derivative of the loss
// with respect to the penalty (Weighting::penalty_weight).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "model/layer.h"

namespace sae::loss {

/// KL divergences clamp mean activations to [kEpsilon, 1 − kEpsilon].
inline constexpr double kEpsilon = 1e-6;
/// tanh_l0 takes the tanh of this times a unit's share of the output.
inline constexpr double kTanhFactor = 4;

/// Σ KL(ρ‖q) = Σ ρ log(ρ/q) + (1 − ρ) log((1 − ρ)/(1 − q)) over all elements of `mean`, a
/// differentiable scalar. mean: any shape, values in [0, 1]; rho in (0, 1). The value uses the mean
/// clamped to [ε, 1 − ε]. The derivative −ρ/q + (1 − ρ)/(1 − q) is taken at the clamped q and
/// passed straight through, so that silent and saturated units still get a gradient. Source: Ng,
/// CS294A lecture notes on sparse autoencoders (2011).
at::Tensor kl_divergence(const at::Tensor& mean, double rho);
/// The same for a single mean, and its derivative.
double kl_divergence(double mean, double rho);
double kl_derivative(double mean, double rho);

/// Maps a code and rho to rates in [0, 1], as kl needs them.
class RateScale {
 public:
  explicit RateScale(model::Activation code_activation)
      : tanh_(code_activation == model::Activation::kTanh) {}

  /// Maps a code value, or rho, to a rate: (v + 1)/2 for tanh, v for sigmoid. Value: at::Tensor or
  /// double.
  template <class Value>
  Value rate(const Value& v) const {
    return tanh_ ? (v + 1) / 2 : v;
  }
  /// Derivative of `rate`.
  double slope() const { return tanh_ ? 0.5 : 1; }

 private:
  bool tanh_;
};

/// kl: Σ_j KL(ρ‖ρ̂_j), both mapped by RateScale. mean_code: [H], ρ̂_j the mean of code unit j over
/// a batch or a whole set.
at::Tensor kl_penalty(const at::Tensor& mean_code, double rho, model::Activation code_activation);
/// The same for one unit, and its derivative with respect to the unit's activation in one of `rows`
/// samples.
double kl_penalty(double mean_code, double rho, model::Activation code_activation);
double kl_penalty_derivative(double weight, double mean_code, double rho,
                             model::Activation code_activation, double rows);

/// l1: mean over samples of Σ_j |c_j|. code: [B, H].
at::Tensor l1_penalty(const at::Tensor& code);
/// share · mean over `rows` samples of Σ|v|: one layer's term in l1 (the code, share 1) or in
/// l1_all_layers (share 1/width). absolute_sum: Σ|v| over all samples.
double l1_part(double share, double absolute_sum, double rows);
/// Its derivative with respect to a value v, without the factor sign(v).
double l1_part_derivative(double weight, double share, double rows);

/// kl_per_sample, as in a published tutorial: Σ_l Σ_i KL(ρ‖q_{l,i}), summed over the batch and all
/// layers, output included. It uses a second chain without activations: z_0 = x, z_l = W_l z_{l−1}
/// + b_l; q_{l,i} is the mean over the units of layer l of sigmoid(z_l) for sample i. This is not
/// the textbook penalty: the mean is over the units of a sample, not over the samples of a unit,
/// and the chain is not the trained network. input: [B, D]; rho in (0, 1).
at::Tensor kl_per_sample_penalty(const model::Network& network, const at::Tensor& input,
                                 double rho);
/// Derivative of KL(ρ‖q) with respect to one unit's sigmoid; q is the mean over the `width` units
/// of a layer.
double kl_per_sample_derivative(double weight, double q, double rho, double width);

/// l1_all_layers, as in a published tutorial: Σ_l mean over all elements of |v_l|, with v_l the
/// activations of layer l, output included. activations: each [B, width].
at::Tensor l1_all_layers_penalty(const std::vector<at::Tensor>& activations);

/// l0: mean over samples of the number of active units, model::is_above; differentiable by the
/// thresholds. layer: jumprelu; sums: [B, H].
at::Tensor l0_penalty(const model::Layer& layer, const at::Tensor& sums);

/// l0_target: (L0/target − 1)², L0 as in l0_penalty. And its derivative by L0.
at::Tensor l0_target_penalty(const at::Tensor& l0, double target);
double l0_target_penalty(double l0, double target);
double l0_target_derivative(double l0, double target);

/// Norms of the decoder's columns, one for each code unit, [H]; weight: [D, H].
at::Tensor decoder_norms(const at::Tensor& weight);
/// l1_norm: mean over samples of Σ_j |c_j| · n_j; tanh_l0: of Σ_j tanh(4 · c_j · n_j). code: [B,
/// H], not negative; norms: [H].
at::Tensor l1_norm_penalty(const at::Tensor& code, const at::Tensor& norms);
at::Tensor tanh_l0_penalty(const at::Tensor& code, const at::Tensor& norms);

/// group: Σ over classes and units of √(mean of c² over the class's samples + kGroupEpsilon), 0 for
/// classes without samples, so that units are switched on or off for a whole class. code: [B, H];
/// labels: [B] int64, each in [0, classes). Source: Sankaran et al., Group Sparse Autoencoder
/// (2017).
at::Tensor group_penalty(const at::Tensor& code, const at::Tensor& labels, std::int64_t classes);
inline constexpr double kGroupEpsilon = 1e-12;
/// The same for one class and unit, from Σ c² over the class's `rows` samples, and its derivative
/// with respect to a value c, without the factor c.
double group_part(double squares, double rows);
double group_part_derivative(double weight, double squares, double rows);

}  // namespace sae::loss
