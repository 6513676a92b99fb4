// SPDX-License-Identifier: MIT
// Sparsity penalties: pure functions, before they are weighted by beta.
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

/// kl: Σ_j KL(ρ‖ρ̂_j). mean_code: [H], ρ̂_j the mean of code unit j over a batch or a whole set.
/// A sigmoid code is taken as it is; a tanh code and rho, both on (−1, 1), through (v + 1)/2.
at::Tensor kl_penalty(const at::Tensor& mean_code, double rho, model::Activation code_activation);

/// l1: mean over samples of Σ_j |c_j|. code: [B, H].
at::Tensor l1_penalty(const at::Tensor& code);

/// kl_per_sample, as a published tutorial has it: a second chain z_0 = x, z_l = W_l z_{l−1} + b_l
/// without activations; q_{l,i} = mean over the units of layer l of sigmoid(z_l) of sample i; Σ_l
/// Σ_i KL(ρ‖q_{l,i}), the output layer included, summed over the batch. Not textbook sparsity: the
/// mean runs over the units of a sample instead of the samples of a unit, in a network that is not
/// the one trained. input: [B, D]; rho in (0, 1).
at::Tensor kl_per_sample_penalty(const model::Network& network, const at::Tensor& input,
                                 double rho);

/// l1_all_layers, as a published tutorial has it: Σ_l mean over all elements of |v_l|, v_l the
/// activations of every layer, output included. activations: each [B, width].
at::Tensor l1_all_layers_penalty(const std::vector<at::Tensor>& activations);

}  // namespace sae::loss
