// SPDX-License-Identifier: MIT
// All that describes the units of a code.
#include "analysis/unit_summary.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>

namespace sae::analysis {
namespace {

/// Memory of the codes: 10,000 rows of 16,384 units take 655 MB.
constexpr std::int64_t kMostCodeBytes = std::int64_t{700} << 20;

/// Codes for which switching off means the mean, because 0 is not their state of rest.
bool rests_at_mean(model::Activation activation) {
  return activation == model::Activation::kSigmoid || activation == model::Activation::kTanh;
}

std::int64_t rows_in_memory(std::int64_t rows, std::int64_t units) {
  constexpr std::int64_t kFloatBytes = 4;
  return std::min(rows, std::max<std::int64_t>(kMostCodeBytes / (kFloatBytes * units), 1));
}

}  // namespace

at::Tensor code_at_rest(const model::Network& network, const at::Tensor& mean) {
  return rests_at_mean(network.layers[network.code].activation) ? mean : at::zeros_like(mean);
}

UnitSummary summarise_units(const model::Network& network, const MeasuredRows& rows,
                            const at::Tensor& mean, const SummaryPlan& plan) {
  const at::NoGradGuard no_grad;
  UnitSummary summary;
  summary.mean = mean;
  summary.off = code_at_rest(network, mean);
  const std::int64_t count = rows_in_memory(rows.input.size(0), mean.size(0));
  summary.codes = collect_codes(network, rows.input.narrow(0, 0, count), plan.scale,
                                std::min(plan.near_misses, count));
  const at::Tensor& labels = rows.classes.labels;
  const RowClasses classes = {labels.defined() ? labels.narrow(0, 0, count) : labels,
                              rows.classes.count};
  summary.table = describe_units(summary.codes, classes, summary.off.to(at::kFloat));
  const at::Tensor decoder = model::decoder_of(network).layers.front().weight;
  summary.decoder_norms = decoder.square().sum(0).sqrt().to(at::kDouble);
  summary.importance = unit_importance(network, rows, mean, plan.most_rows);
  summary.similar = find_similar_units(decoder, summary.codes, plan.similar);
  return summary;
}

}  // namespace sae::analysis
