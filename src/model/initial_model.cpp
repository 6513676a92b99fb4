// SPDX-License-Identifier: MIT
// The network that a run starts from.
#include "model/initial_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

#include "base/seed.h"
#include "data/row_choice.h"
#include "model/autoencoder.h"

namespace sae::model {
namespace {

constexpr std::int64_t kMostRows = 8192;
constexpr int kMostIterations = 200;
/// Of a jumprelu code, as a share of typical_norm.
constexpr double kFirstThreshold = 0.0036;
/// Ends the iteration: a step of this length relative to the mean distance.
constexpr double kSmallStep = 1e-9;

at::Tensor some_rows(const at::Tensor& rows) {
  const at::Tensor places = data::evenly_spaced(rows.size(0), kMostRows);
  return rows.index_select(0, places.to(rows.device())).to(at::kDouble);
}

at::Tensor bias_at_start(config::PreBiasStart start, const at::Tensor& rows) {
  switch (start) {
    case config::PreBiasStart::kMean:
      return rows.mean(0);
    case config::PreBiasStart::kGeometricMedian:
      return geometric_median(rows);
    case config::PreBiasStart::kZero:
      break;
  }
  return at::zeros_like(rows[0]);
}

}  // namespace

at::Tensor geometric_median(const at::Tensor& rows) {
  const at::NoGradGuard no_grad;
  const at::Tensor points = rows.to(at::kDouble);
  at::Tensor median = points.mean(0);
  for (int iteration = 0; iteration < kMostIterations; ++iteration) {
    const at::Tensor apart = points - median;
    const at::Tensor distances = apart.norm(2, 1);
    const at::Tensor elsewhere = distances > 0;
    const at::Tensor weights = elsewhere / distances.masked_fill(elsewhere.logical_not(), 1);
    const double sum = weights.sum().item<double>();
    if (sum == 0) return median;  // all rows are equal
    const at::Tensor pull = (apart * weights.unsqueeze(1)).sum(0);
    // Rows at the median hold it back: it stays if their number is at least the pull of the others.
    const double here = static_cast<double>(points.size(0)) - elsewhere.sum().item<double>();
    const double strength = pull.norm().item<double>();
    if (strength <= here) return median;
    const at::Tensor step = pull / sum * (1 - here / strength);
    median = median + step;
    if (step.norm().item<double>() <= kSmallStep * distances.mean().item<double>()) break;
  }
  return median;
}

void start_pre_bias(const AutoencoderImpl& model, config::PreBiasStart start,
                    const at::Tensor& rows) {
  const at::NoGradGuard no_grad;
  at::Tensor bias = model.parameters().back();
  bias.copy_(bias_at_start(start, some_rows(rows)));
}

double typical_norm(const at::Tensor& rows) {
  const auto squares = rows.square().sum(/*dtype=*/at::kDouble).item<double>();
  return std::sqrt(squares / static_cast<double>(rows.size(0)));
}

std::shared_ptr<AutoencoderImpl> initial_model(const config::Config& config,
                                               const at::Tensor& rows) {
  const auto seed = base::derive(static_cast<std::uint64_t>(config.train.seed), "init");
  auto model = std::make_shared<AutoencoderImpl>(config.model, rows.size(1), seed);
  if (config.model.pre_bias) start_pre_bias(*model, config.model.pre_bias_start, rows);
  if (config.model.code_activation == config::Activation::kJumprelu) {
    const at::NoGradGuard no_grad;
    model->threshold().fill_(kFirstThreshold * typical_norm(rows));
  }
  return model;
}

}  // namespace sae::model
