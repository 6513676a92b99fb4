// SPDX-License-Identifier: MIT
// Rows that the page shows with their active units.
#include "report/samples.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <cmath>

#include "data/row_choice.h"
#include "data/values.h"
#include "model/autoencoder.h"
#include "picture/table_views.h"
#include "report/numbers.h"

namespace sae::report {
namespace {

constexpr std::int64_t kExtremeRows = 20;
constexpr std::int64_t kSpreadRows = 20;
constexpr std::int64_t kRowsOfAClass = 3;
constexpr std::size_t kMostClasses = 20;
/// Units of a sample that can be switched off where the page cannot compute the output.
constexpr std::int64_t kSwitchedAlone = 8;

std::vector<std::int64_t> first_rows(const at::Tensor& order, std::int64_t count) {
  return data::to_vector<std::int64_t>(order.narrow(0, 0, std::min(count, order.size(0))));
}

/// The sums of the last layer, with its activation left out.
at::Tensor last_sums(const model::Network& network, const at::Tensor& input) {
  model::Network linear = network;
  linear.layers.back().activation = model::Activation::kIdentity;
  return model::forward(linear, input).output;
}

/// Adds shown values [M, S] under `name`, with one scale per row.
void add_values(const std::string& name, const at::Tensor& values, ArrayStore& arrays) {
  const Quantised quantised = quantise(values);
  arrays.add(name, quantised.integers);
  arrays.add(name + "_low", quantised.low);
  arrays.add(name + "_step", quantised.step);
}

/// Outputs with one of the first units of each sample off: [M · K, D], sample by sample.
at::Tensor outputs_without(const model::Network& network, const at::Tensor& code,
                           const at::Tensor& units, const at::Tensor& off) {
  const std::int64_t count = std::min(kSwitchedAlone, units.size(1));
  const at::Tensor first = units.narrow(1, 0, count);
  const at::Tensor codes = code.repeat_interleave(count, 0);
  const at::Tensor places = first.reshape({-1, 1});
  const at::Tensor switched =
      codes.scatter(1, places, off.index_select(0, places.flatten()).unsqueeze(1));
  return model::forward(model::decoder_of(network), switched).output;
}

}  // namespace

std::vector<SampleGroup> choose_samples(const Statistics& statistics, const data::Dataset& rows) {
  const at::Tensor order = statistics.row_errors.argsort(/*stable=*/true, 0, /*descending=*/true);
  std::vector<SampleGroup> groups = {
      {"worst reconstructed", first_rows(order, kExtremeRows)},
      {"best reconstructed", first_rows(order.flip(0), kExtremeRows)}};
  groups.push_back({"evenly spaced",
                    data::to_vector<std::int64_t>(data::evenly_spaced(rows.rows(), kSpreadRows))});
  if (!rows.labels.defined()) return groups;
  for (std::size_t i = 0; i < std::min(rows.class_names.size(), kMostClasses); ++i) {
    const at::Tensor own = at::nonzero(rows.labels == static_cast<std::int64_t>(i)).flatten();
    if (own.size(0) > 0) {
      groups.push_back({"class " + rows.class_names[i], first_rows(own, kRowsOfAClass)});
    }
  }
  return groups;
}

format::Json describe_samples(const ReportSource& source, const Statistics& statistics,
                              const std::vector<std::int64_t>& rows, const Display& display,
                              ArrayStore& arrays) {
  const at::NoGradGuard no_grad;
  const model::Network network = source.run.model().network();
  const at::Tensor chosen = at::tensor(rows, at::kLong);
  const at::Tensor input = statistics.input.index_select(0, chosen);
  const at::Tensor code = model::forward(model::encoder_of(network), input).code;
  const at::Tensor contributions =
      (code - statistics.units.off) * statistics.units.decoder_norms.to(code.scalar_type());
  const std::int64_t kept = std::min(kUnitsOfSample, code.size(1));
  const auto units = std::get<1>(at::topk(contributions.abs(), kept, 1));
  if (display.is_summed()) {
    add_values("sums", display.sums(last_sums(network, input)), arrays);
  } else {
    add_values("outputs", display.shown(model::forward(network, input).output), arrays);
    add_values("without",
               display.shown(outputs_without(network, code, units, statistics.units.off)), arrays);
  }
  if (!statistics.input.is_same(statistics.target)) {
    add_values("noisy", display.shown(input), arrays);
  }
  return {{"mse", short_numbers(statistics.row_errors.index_select(0, chosen))},
          {"units", nested_integers(units)},
          {"codes", nested_numbers(code.gather(1, units))},
          {"contributions", nested_numbers(contributions.gather(1, units))}};
}

}  // namespace sae::report
