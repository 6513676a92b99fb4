// SPDX-License-Identifier: MIT
// Reconstruction from a few units of each code.
#include "train/budget.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <limits>

#include "base/chunks.h"
#include "base/progress_bar.h"
#include "train/evaluate.h"

namespace sae::train {
namespace {

/// A code, its rank (place in the order of importance) and the order itself take eight numbers of
/// eight bytes per unit, sorting included.
constexpr std::int64_t kSortBytes = 64;

std::vector<BudgetPoint> points_of(std::int64_t units) {
  std::vector<BudgetPoint> points;
  for (std::int64_t k = 1; k < units; k *= 2) points.push_back({k, 0});
  points.push_back({units, 0});
  return points;
}

/// importance: [B, H] → [B, H] int64, 0 for the most important unit of each row.
at::Tensor rank_units(const at::Tensor& importance) {
  const at::Tensor order = importance.argsort(/*stable=*/true, 1, /*descending=*/true);
  const at::Tensor places = at::arange(importance.size(1), order.options()).expand_as(order);
  return at::empty_like(order).scatter_(1, order, places);
}

}  // namespace

at::Tensor mean_code(const model::Network& network, const at::Tensor& input) {
  const at::NoGradGuard no_grad;
  const model::Network encoder = model::encoder_of(network);
  const at::Tensor& weight = encoder.layers.back().weight;
  at::Tensor sum = at::zeros({weight.size(0)}, weight.options().dtype(at::kDouble));
  base::ProgressBar progress({"mean code", input.size(0)});
  base::for_each_chunk(input.size(0), 2 * model::activation_bytes(encoder),
                       [&](std::int64_t start, std::int64_t count) {
                         const at::Tensor rows = input.narrow(0, start, count);
                         sum += model::forward(encoder, rows).code.sum(0, false, at::kDouble);
                         progress.add(count);
                       });
  return (sum / static_cast<double>(input.size(0))).to(weight.scalar_type());
}

std::vector<BudgetPoint> budget_curve(const model::Network& network, const at::Tensor& input,
                                      const at::Tensor& target, const at::Tensor& mean) {
  const at::NoGradGuard no_grad;
  const model::Network encoder = model::encoder_of(network);
  const model::Network decoder = model::decoder_of(network);
  const std::int64_t units = mean.size(0);
  const at::Tensor norms = decoder.layers.front().weight.square().sum(0).sqrt();
  std::vector<BudgetPoint> points = points_of(units);
  base::ProgressBar progress({"budget curve", input.size(0)});
  const auto add_errors = [&](std::int64_t start, std::int64_t count) {
    const at::Tensor code = model::forward(encoder, input.narrow(0, start, count)).code;
    const at::Tensor rank = rank_units((code - mean).abs() * norms);
    const at::Tensor wanted = target.narrow(0, start, count);
    for (BudgetPoint& point : points) {
      const at::Tensor kept = at::where(rank < point.units, code, mean);
      point.fvu += sum_squares(model::forward(decoder, kept).output - wanted);
    }
    progress.add(count);
  };
  base::for_each_chunk(input.size(0), 2 * model::activation_bytes(network) + kSortBytes * units,
                       add_errors);
  const double variation = train::variation(target);
  for (BudgetPoint& point : points) {
    point.fvu = variation > 0 ? point.fvu / variation : std::numeric_limits<double>::quiet_NaN();
  }
  return points;
}

const BudgetPoint* first_sufficient(const std::vector<BudgetPoint>& curve, double share) {
  if (curve.empty() || !(curve.back().fvu < 1)) return nullptr;
  const double wanted = share * (1 - curve.back().fvu);
  return &*std::ranges::find_if(curve,
                                [&](const BudgetPoint& point) { return 1 - point.fvu >= wanted; });
}

}  // namespace sae::train
