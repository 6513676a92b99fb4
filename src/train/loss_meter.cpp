// SPDX-License-Identifier: MIT
// Accumulates the loss terms of an epoch on the device.
#include "train/loss_meter.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sae::train {
namespace {

/// The order of the terms in the meter's tensors.
enum Term { kLoss, kReconstruction, kMse, kPenalty, kDecay, kAuxk, kTerms };
static_assert(kTerms == kLossTerms);

}  // namespace

at::Tensor stack(const loss::LossTerms& terms) {
  return at::stack(
             {terms.loss, terms.reconstruction, terms.mse, terms.penalty, terms.decay, terms.auxk})
      .detach();
}

at::Tensor to_tensor(const LossMeans& means) {
  return at::tensor(
      {means.loss, means.reconstruction, means.mse, means.penalty, means.decay, means.auxk},
      at::kDouble);
}

LossMeans to_means(const at::Tensor& terms) {
  const auto* term = terms.const_data_ptr<double>();
  return {term[kLoss],    term[kReconstruction], term[kMse],
          term[kPenalty], term[kDecay],          term[kAuxk]};
}

LossMeter::LossMeter(at::Device device)
    : sums_(at::zeros({kTerms}, at::device(device).dtype(at::kDouble))),
      broken_(at::zeros_like(sums_)),
      broken_at_(at::full({}, -1, at::device(device).dtype(at::kLong))) {}

void LossMeter::add(const loss::LossTerms& terms, std::int64_t rows) {
  const at::NoGradGuard no_grad;
  const at::Tensor values = stack(terms);
  sums_.add_(values, static_cast<double>(rows));
  const at::Tensor first = (broken_at_ < 0).logical_and(at::isfinite(values).all().logical_not());
  broken_ = at::where(first, values.to(at::kDouble), broken_);
  broken_at_ = at::where(first, batches_, broken_at_);
  rows_ += rows;
  ++batches_;
}

void LossMeter::add(const LossMeans& terms, std::int64_t rows) {
  const std::array<double, kTerms> values = {terms.loss,    terms.reconstruction, terms.mse,
                                             terms.penalty, terms.decay,          terms.auxk};
  auto* sum = sums_.mutable_data_ptr<double>();
  bool finite = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum[i] += values[i] * static_cast<double>(rows);
    finite = finite && std::isfinite(values[i]);
  }
  if (!finite && *broken_at_.const_data_ptr<std::int64_t>() < 0) {
    *broken_at_.mutable_data_ptr<std::int64_t>() = batches_;
    std::copy(values.begin(), values.end(), broken_.mutable_data_ptr<double>());
  }
  rows_ += rows;
  ++batches_;
}

LossMeans LossMeter::means() const {
  if (rows_ == 0) return {};
  return to_means((sums_ / static_cast<double>(rows_)).cpu());
}

std::optional<NonFinite> LossMeter::non_finite() const {
  const auto batch = broken_at_.item<std::int64_t>();
  if (batch < 0) return std::nullopt;
  const at::Tensor terms = broken_.cpu();
  const auto* term = terms.const_data_ptr<double>();
  if (!std::isfinite(term[kReconstruction])) return NonFinite{batch, "reconstruction"};
  if (!std::isfinite(term[kPenalty])) return NonFinite{batch, "penalty"};
  if (!std::isfinite(term[kDecay])) return NonFinite{batch, "decay"};
  if (!std::isfinite(term[kAuxk])) return NonFinite{batch, "auxk"};
  return NonFinite{batch, "loss"};
}

void LossMeter::reset() {
  sums_.zero_();
  broken_.zero_();
  broken_at_.fill_(-1);
  rows_ = 0;
  batches_ = 0;
}

void LossMeter::restore(const at::Tensor& sums, std::int64_t rows, std::int64_t batches) {
  reset();
  sums_.copy_(sums);
  rows_ = rows;
  batches_ = batches;
}

}  // namespace sae::train
