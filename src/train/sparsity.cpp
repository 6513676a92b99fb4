// SPDX-License-Identifier: MIT
// Sparsity measures of a code.
#include "train/sparsity.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>
#include <limits>

#include "base/text.h"
#include "data/values.h"
#include "loss/penalties.h"

namespace sae::train {
namespace {

constexpr double kAlwaysOnRate = 0.9;
constexpr double kDeadRange = 0.1;
constexpr double kActiveRate = 0.5;

at::Tensor activity_of(const at::Tensor& codes, model::Activation activation, CodeScale scale) {
  return scale == CodeScale::kRate ? loss::RateScale(activation).rate(codes) : codes.abs();
}

at::Tensor find_active_of(const at::Tensor& activity, model::Activation activation,
                          CodeScale scale) {
  return activity > (scale == CodeScale::kRate ? kActiveRate : model::active_threshold(activation));
}

/// Σ KL on the scale of the penalty; NaN for activations without one.
double measure_kl(model::Activation activation, const at::Tensor& rho_hat, double rho) {
  switch (activation) {
    case model::Activation::kSigmoid:
    case model::Activation::kSoftThreshold:
    case model::Activation::kTanh:
      return loss::kl_penalty(rho_hat.unsqueeze(0), rho, activation).item<double>();
    case model::Activation::kIdentity:
    case model::Activation::kRelu:
    case model::Activation::kTopk:
    case model::Activation::kTopkRelu:
    case model::Activation::kBatchTopk:
    case model::Activation::kJumprelu:
      return std::numeric_limits<double>::quiet_NaN();
  }
  return 0;
}

}  // namespace

CodeScale code_scale(model::Activation activation, const config::LossConfig& loss) {
  const bool rate = activation == model::Activation::kTanh && loss.sparse() &&
                    loss.penalty == config::Penalty::kKl;
  return rate ? CodeScale::kRate : CodeScale::kSize;
}

at::Tensor find_active(const at::Tensor& codes, model::Activation activation, CodeScale scale) {
  return find_active_of(activity_of(codes, activation, scale), activation, scale);
}

std::string describe_active(model::Activation activation, CodeScale scale) {
  const bool rate = scale == CodeScale::kRate;
  const double threshold = rate ? kActiveRate : model::active_threshold(activation);
  switch (activation) {
    case model::Activation::kTopk:
      return "its code is not 0";
    case model::Activation::kIdentity:
      return "the size of its code is above " + base::format_number(threshold);
    case model::Activation::kTanh:
      // (c + 1)/2 > a is c > 2a − 1.
      return rate ? "its code is above " + base::format_number(2 * threshold - 1)
                  : "the size of its code is above " + base::format_number(threshold);
    case model::Activation::kSigmoid:
    case model::Activation::kRelu:
    case model::Activation::kTopkRelu:
    case model::Activation::kBatchTopk:
    case model::Activation::kJumprelu:
    case model::Activation::kSoftThreshold:
      return "its code is above " + base::format_number(threshold);
  }
  return {};
}

at::Tensor find_dead(model::Activation activation, const at::Tensor& least,
                     const at::Tensor& greatest) {
  switch (activation) {
    case model::Activation::kRelu:
    case model::Activation::kTopkRelu:
    case model::Activation::kBatchTopk:
    case model::Activation::kJumprelu:
    case model::Activation::kSoftThreshold:
      return greatest <= 0;
    case model::Activation::kTopk:
      return (greatest == 0).logical_and(least == 0);
    case model::Activation::kIdentity:
    case model::Activation::kSigmoid:
    case model::Activation::kTanh:
      return greatest - least < kDeadRange;
  }
  return {};
}

std::string describe_dead(model::Activation activation) {
  switch (activation) {
    case model::Activation::kRelu:
    case model::Activation::kTopkRelu:
    case model::Activation::kBatchTopk:
    case model::Activation::kJumprelu:
    case model::Activation::kSoftThreshold:
      return "its code is never above 0";
    case model::Activation::kTopk:
      return "its code is always 0";
    case model::Activation::kIdentity:
    case model::Activation::kSigmoid:
    case model::Activation::kTanh:
      return "its code varies by less than " + base::format_number(kDeadRange);
  }
  return {};
}

SparsityMeter::SparsityMeter(std::int64_t code_width, model::Activation activation,
                             at::Device device, CodeScale scale)
    : activation_(activation), scale_(scale) {
  const auto options = at::device(device).dtype(at::kDouble);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  unit_sum_ = at::zeros({code_width}, options);
  unit_active_ = at::zeros({code_width}, options);
  unit_min_ = at::full({code_width}, kInfinity, options);
  unit_max_ = at::full({code_width}, -kInfinity, options);
  totals_ = at::zeros({3}, options);
}

void SparsityMeter::add(const at::Tensor& codes) {
  samples_ += codes.size(0);
  const at::Tensor activity = activity_of(codes, activation_, scale_);
  unit_sum_ += codes.sum(0, /*keepdim=*/false, at::kDouble);
  unit_active_ += find_active_of(activity, activation_, scale_).sum(0);
  unit_min_ = at::minimum(unit_min_, codes.amin(0));
  unit_max_ = at::maximum(unit_max_, codes.amax(0));
  const at::Tensor l1 = activity.sum(1, /*keepdim=*/false, at::kDouble);
  const at::Tensor l2 = activity.to(at::kDouble).square().sum(1).sqrt();
  const at::Tensor alive = l2 > 0;
  const at::Tensor ratio = at::where(alive, l1 / l2, at::zeros_like(l1));
  totals_ += at::stack({ratio.sum(), ratio.square().sum(), alive.sum().to(at::kDouble)});
}

Sparsity SparsityMeter::result(double rho) const {
  const auto samples = static_cast<double>(samples_);
  const at::Tensor rate = rates();
  const at::Tensor rho_hat = (unit_sum_ / samples).cpu();
  const at::Tensor totals = totals_.cpu();
  const auto alive = totals[2].item<double>();
  const double root = std::sqrt(static_cast<double>(unit_sum_.size(0)));
  Sparsity result;
  result.l0 = rate.sum().item<double>();
  result.zero_codes = samples_ - static_cast<std::int64_t>(alive);
  if (alive > 0) {
    result.n_eff = totals[1].item<double>() / alive;
    // A code of one unit has the maximum sparsity.
    result.hoyer = root > 1 ? (root - totals[0].item<double>() / alive) / (root - 1) : 1;
  }
  result.dead = find_dead(activation_, unit_min_, unit_max_).sum().item<std::int64_t>();
  result.always_on = (rate > kAlwaysOnRate).sum().item<std::int64_t>();
  result.rho_hat = rho_hat.mean().item<double>();
  result.rho_hat_min = rho_hat.min().item<double>();
  result.rho_hat_max = rho_hat.max().item<double>();
  result.kl = measure_kl(activation_, rho_hat, rho);
  return result;
}

std::vector<double> SparsityMeter::unit_rates() const { return data::to_vector<double>(rates()); }

at::Tensor SparsityMeter::rates() const {
  return (unit_active_ / static_cast<double>(samples_)).cpu();
}

}  // namespace sae::train
