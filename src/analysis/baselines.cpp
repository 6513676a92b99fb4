// SPDX-License-Identifier: MIT
// Simple reconstructions to compare a run with.
#include "analysis/baselines.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_solve.h>
#include <ATen/ops/ones.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "base/chunks.h"
#include "data/row_choice.h"
#include "train/evaluate.h"

namespace sae::analysis {
namespace {

constexpr std::int64_t kMostFitted = 10'000;
/// The Gram matrix of so many rows is decomposed in about a second.
constexpr std::int64_t kMostDecomposed = 2'048;

at::Tensor take_evenly(const at::Tensor& rows, std::int64_t most) {
  return rows.index_select(0, data::evenly_spaced(rows.size(0), most));
}

BaselineError measure(const FitRows& rows,
                      const std::function<at::Tensor(const at::Tensor&)>& reconstruct) {
  double error = 0;
  constexpr std::int64_t kCopies = 6, kBytes = 8;
  base::for_each_chunk(rows.target.size(0), kCopies * kBytes * rows.target.size(1),
                       [&](std::int64_t start, std::int64_t n) {
                         error += train::sum_squares(reconstruct(rows.input.narrow(0, start, n)) -
                                                     rows.target.narrow(0, start, n));
                       });
  const double variation = train::variation(rows.target);
  return {error / static_cast<double>(rows.target.numel()),
          variation > 0 ? error / variation : std::numeric_limits<double>::quiet_NaN()};
}

/// The first `components` principal directions of centred rows [N, D], as columns [D, K].
at::Tensor principal_directions(const at::Tensor& centred, std::int64_t components) {
  const std::int64_t rows = centred.size(0), width = centred.size(1);
  if (width <= std::max(rows, kMostDecomposed)) {
    const auto [values, vectors] = at::linalg_eigh(centred.t().matmul(centred));
    return vectors.narrow(1, width - components, components);
  }
  // With fewer rows than columns: X Xᵀ u = s u gives the direction Xᵀ u / √s.
  const auto [values, vectors] = at::linalg_eigh(centred.matmul(centred.t()));
  const at::Tensor scales = values.narrow(0, rows - components, components).clamp_min(0).sqrt();
  return centred.t().matmul(vectors.narrow(1, rows - components, components)) /
         scales.clamp_min(std::numeric_limits<double>::min());
}

}  // namespace

BaselineError mean_error(const FitRows& rows) {
  const at::NoGradGuard no_grad;
  const at::Tensor mean = rows.fit_target.mean(0, /*keepdim=*/true, at::kDouble);
  return measure(rows, [&](const at::Tensor& input) { return mean.expand_as(input); });
}

BaselineError pca_error(const FitRows& rows, std::int64_t components) {
  const at::NoGradGuard no_grad;
  const std::int64_t width = rows.fit_input.size(1);
  const at::Tensor fitted =
      take_evenly(rows.fit_input, width <= kMostDecomposed ? kMostFitted : kMostDecomposed)
          .to(at::kDouble);
  const at::Tensor mean = fitted.mean(0, /*keepdim=*/true);
  const std::int64_t used =
      std::max<std::int64_t>(std::min({components, width, fitted.size(0) - 1}), 1);
  const at::Tensor directions = principal_directions(fitted - mean, used);
  return measure(rows, [&](const at::Tensor& input) {
    return mean + (input - mean).matmul(directions).matmul(directions.t());
  });
}

std::optional<BaselineError> untrained_error(const model::Network& network, const FitRows& rows) {
  const at::NoGradGuard no_grad;
  constexpr std::int64_t kMostUnits = 2'048;
  const model::Network encoder = model::encoder_of(network);
  const std::int64_t units = encoder.layers.back().weight.size(0);
  if (units > kMostUnits) return std::nullopt;
  // A column of ones is the decoder's bias.
  const auto encode = [&](const at::Tensor& input) {
    const at::Tensor code = model::forward(encoder, input).code.to(at::kDouble);
    return at::cat({code, at::ones({code.size(0), 1}, at::kDouble)}, 1);
  };
  const at::Tensor code = encode(take_evenly(rows.fit_input, kMostFitted));
  const at::Tensor target = take_evenly(rows.fit_target, kMostFitted).to(at::kDouble);
  const at::Tensor products = code.t().matmul(code);
  // Units with equal codes make the matrix singular; this share of its trace keeps it regular.
  constexpr double kRidge = 1e-9;
  const at::Tensor ridge = at::eye(units + 1, at::kDouble) * (kRidge * products.trace());
  const at::Tensor decoder = at::linalg_solve(products + ridge, code.t().matmul(target));
  return measure(rows, [&](const at::Tensor& input) { return encode(input).matmul(decoder); });
}

}  // namespace sae::analysis
