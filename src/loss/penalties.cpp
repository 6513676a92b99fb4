// SPDX-License-Identifier: MIT
// Sparsity penalties.
#include "loss/penalties.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

namespace sae::loss {
namespace {

/// Clamps the value, but has the derivative of the identity.
at::Tensor clamp_straight_through(const at::Tensor& value, double low, double high) {
  const at::Tensor constant = value.detach();
  return value + (constant.clamp(low, high) - constant);
}

double clamp_mean(double mean) { return std::clamp(mean, kEpsilon, 1 - kEpsilon); }

}  // namespace

at::Tensor kl_divergence(const at::Tensor& mean, double rho) {
  const at::Tensor q = clamp_straight_through(mean, kEpsilon, 1 - kEpsilon);
  const double entropy = rho * std::log(rho) + (1 - rho) * std::log(1 - rho);
  const at::Tensor cross = q.log() * rho + (1 - q).log() * (1 - rho);
  return entropy * static_cast<double>(q.numel()) - cross.sum();
}

double kl_divergence(double mean, double rho) {
  const double q = clamp_mean(mean);
  return rho * std::log(rho / q) + (1 - rho) * std::log((1 - rho) / (1 - q));
}

double kl_derivative(double mean, double rho) {
  const double q = clamp_mean(mean);
  return -rho / q + (1 - rho) / (1 - q);
}

at::Tensor kl_penalty(const at::Tensor& mean_code, double rho, model::Activation code_activation) {
  const RateScale scale(code_activation);
  return kl_divergence(scale.rate(mean_code), scale.rate(rho));
}

double kl_penalty(double mean_code, double rho, model::Activation code_activation) {
  const RateScale scale(code_activation);
  return kl_divergence(scale.rate(mean_code), scale.rate(rho));
}

double kl_penalty_derivative(double weight, double mean_code, double rho,
                             model::Activation code_activation, double rows) {
  const RateScale scale(code_activation);
  return weight / rows * (scale.slope() * kl_derivative(scale.rate(mean_code), scale.rate(rho)));
}

at::Tensor l1_penalty(const at::Tensor& code) {
  return code.abs().sum() / static_cast<double>(code.size(0));
}

double l1_part(double share, double absolute_sum, double rows) {
  return share * absolute_sum / rows;
}

double l1_part_derivative(double weight, double share, double rows) {
  return weight * share / rows;
}

at::Tensor kl_per_sample_penalty(const model::Network& network, const at::Tensor& input,
                                 double rho) {
  std::vector<at::Tensor> means;
  at::Tensor values = input;
  for (const model::Layer& layer : network.layers) {
    values = at::linear(values, layer.weight, layer.bias);
    means.push_back(at::sigmoid(values).mean(1));
  }
  return kl_divergence(at::stack(means), rho);
}

double kl_per_sample_derivative(double weight, double q, double rho, double width) {
  return weight / width * kl_derivative(q, rho);
}

at::Tensor l1_all_layers_penalty(const std::vector<at::Tensor>& activations) {
  std::vector<at::Tensor> means;
  for (const at::Tensor& values : activations) means.push_back(values.abs().mean());
  return at::stack(means).sum();
}

at::Tensor l0_penalty(const model::Layer& layer, const at::Tensor& sums) {
  return model::is_above(layer, sums).sum() / static_cast<double>(sums.size(0));
}

at::Tensor l0_target_penalty(const at::Tensor& l0, double target) {
  return (l0 / target - 1).square();
}

double l0_target_penalty(double l0, double target) {
  const double apart = l0 / target - 1;
  return apart * apart;
}

double l0_target_derivative(double l0, double target) { return 2 * (l0 / target - 1) / target; }

at::Tensor decoder_norms(const at::Tensor& weight) {
  return at::linalg_vector_norm(weight, 2, {0});
}

at::Tensor l1_norm_penalty(const at::Tensor& code, const at::Tensor& norms) {
  return l1_penalty(code * norms);
}

at::Tensor tanh_l0_penalty(const at::Tensor& code, const at::Tensor& norms) {
  return at::tanh(code * norms * kTanhFactor).sum() / static_cast<double>(code.size(0));
}

at::Tensor group_penalty(const at::Tensor& code, const at::Tensor& labels, std::int64_t classes) {
  const at::Tensor none = at::zeros({classes, code.size(1)}, code.options());
  const at::Tensor rows = at::bincount(labels, {}, classes).to(code.scalar_type()).unsqueeze(1);
  const at::Tensor squares = none.index_add(0, labels, code.square());
  const at::Tensor norms = (squares / rows.clamp_min(1) + kGroupEpsilon).sqrt();
  return (norms * (rows > 0)).sum();
}

double group_part(double squares, double rows) { return std::sqrt(squares / rows + kGroupEpsilon); }

double group_part_derivative(double weight, double squares, double rows) {
  return weight / (rows * group_part(squares, rows));
}

}  // namespace sae::loss
