// SPDX-License-Identifier: MIT
// Sparsity penalties before beta: pure functions, each value with its derivative.
// Tensors are for autograd, which differentiates the value itself; numbers are for a step written
// by hand. A derivative is multiplied by `weight`, the derivative of the loss by the penalty
// (Weighting::penalty_weight).
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "model/layer.h"

namespace sae::loss {

/// Mean activations are kept in [kEpsilon, 1 − kEpsilon] where a KL divergence is taken.
inline constexpr double kEpsilon = 1e-6;

/// Σ KL(ρ‖q) = Σ ρ log(ρ/q) + (1 − ρ) log((1 − ρ)/(1 − q)) over all elements of `mean`.
/// mean: any shape, values in [0, 1]; rho in (0, 1). A scalar, differentiable. The mean is clamped
/// to [ε, 1 − ε] in the value; the derivative −ρ/q + (1 − ρ)/(1 − q) is taken at the clamped q and
/// passed through, so that a silent or saturated unit is still pulled back. Source: Ng, CS294A
/// lecture notes on sparse autoencoders (2011).
at::Tensor kl_divergence(const at::Tensor& mean, double rho);
/// The same of one mean, and its derivative by it.
double kl_divergence(double mean, double rho);
double kl_derivative(double mean, double rho);

/// The scale on which kl reads a code and rho: rates in [0, 1].
class RateScale {
 public:
  explicit RateScale(model::Activation code_activation)
      : tanh_(code_activation == model::Activation::kTanh) {}

  /// A value of the code, or rho, as a rate: of tanh (v + 1)/2, of sigmoid v. Value: at::Tensor or
  /// double.
  template <class Value>
  Value rate(const Value& v) const {
    return tanh_ ? (v + 1) / 2 : v;
  }
  /// The derivative of `rate`.
  double slope() const { return tanh_ ? 0.5 : 1; }

 private:
  bool tanh_;
};

/// kl: Σ_j KL(ρ‖ρ̂_j), both on the code's RateScale. mean_code: [H], ρ̂_j the mean of code unit j
/// over a batch or a whole set.
at::Tensor kl_penalty(const at::Tensor& mean_code, double rho, model::Activation code_activation);
/// The same of one unit, and its derivative by the unit's activation in one of `rows` samples.
double kl_penalty(double mean_code, double rho, model::Activation code_activation);
double kl_penalty_derivative(double weight, double mean_code, double rho,
                             model::Activation code_activation, double rows);

/// l1: mean over samples of Σ_j |c_j|. code: [B, H].
at::Tensor l1_penalty(const at::Tensor& code);
/// share · mean over `rows` samples of Σ|v|: one layer's part of l1 (the code's, share 1) or of
/// l1_all_layers (share 1/width). absolute_sum: Σ|v| over all samples.
double l1_part(double share, double absolute_sum, double rows);
/// Its derivative by a value v, but for the sign of v.
double l1_part_derivative(double weight, double share, double rows);

/// kl_per_sample, as a published tutorial has it: a second chain z_0 = x, z_l = W_l z_{l−1} + b_l
/// without activations; q_{l,i} = mean over the units of layer l of sigmoid(z_l) of sample i; Σ_l
/// Σ_i KL(ρ‖q_{l,i}), the output layer included, summed over the batch. Not textbook sparsity: the
/// mean runs over the units of a sample instead of the samples of a unit, in a network that is not
/// the one trained. input: [B, D]; rho in (0, 1).
at::Tensor kl_per_sample_penalty(const model::Network& network, const at::Tensor& input,
                                 double rho);
/// The derivative of KL(ρ‖q), q the mean over the `width` units of a layer, by one unit's sigmoid.
double kl_per_sample_derivative(double weight, double q, double rho, double width);

/// l1_all_layers, as a published tutorial has it: Σ_l mean over all elements of |v_l|, v_l the
/// activations of every layer, output included. activations: each [B, width].
at::Tensor l1_all_layers_penalty(const std::vector<at::Tensor>& activations);

}  // namespace sae::loss
