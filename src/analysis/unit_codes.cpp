// SPDX-License-Identifier: MIT
// Codes of a data set, arranged by unit.
#include "analysis/unit_codes.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/topk.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/chunks.h"
#include "base/progress_bar.h"

namespace sae::analysis {
namespace {

/// Collects the rows with the largest values of each unit, chunk by chunk.
class LargestRows {
 public:
  explicit LargestRows(std::int64_t count) : count_(count) {}

  /// values: [H, n] of rows start to start + n − 1.
  void add(const at::Tensor& values, std::int64_t start) {
    const at::Tensor rows = at::arange(start, start + values.size(1), at::kLong).expand_as(values);
    const at::Tensor all = values_.defined() ? at::cat({values_, values}, 1) : values;
    const at::Tensor all_rows = rows_.defined() ? at::cat({rows_, rows}, 1) : rows;
    const auto [largest, places] = at::topk(all, std::min(count_, all.size(1)), 1);
    values_ = largest;
    rows_ = all_rows.gather(1, places);
  }
  at::Tensor rows() const { return rows_; }

 private:
  std::int64_t count_;
  at::Tensor values_, rows_;
};

/// The encoder without the last activation.
model::Network without_activation(model::Network encoder) {
  encoder.layers.back().activation = model::Activation::kIdentity;
  return encoder;
}

}  // namespace

UnitCodes collect_codes(const model::Network& network, const at::Tensor& input,
                        train::CodeScale scale, std::int64_t near_misses) {
  const at::NoGradGuard no_grad;
  const model::Network encoder = model::encoder_of(network);
  const model::Network raw = without_activation(encoder);
  const model::Layer& code = encoder.layers.back();
  const std::int64_t rows = input.size(0);
  UnitCodes result{
      at::empty({code.weight.size(0), rows}, at::kFloat), {}, {code.activation, scale}};
  LargestRows near(near_misses);
  constexpr std::int64_t kCopies = 4;
  base::ProgressBar progress({"codes", rows});
  base::for_each_chunk(
      rows, kCopies * model::activation_bytes(encoder), [&](std::int64_t start, std::int64_t n) {
        const at::Tensor before = model::forward(raw, input.narrow(0, start, n)).output;
        const at::Tensor after = model::activate(code, before);
        const at::Tensor active = result.rule.active(after);
        constexpr double kLowest = -std::numeric_limits<double>::infinity();
        near.add(before.masked_fill(active, kLowest).t().to(at::kFloat).contiguous(), start);
        result.codes.narrow(1, start, n).copy_(after.t());
        progress.add(n);
      });
  result.near_misses = near.rows();
  return result;
}

}  // namespace sae::analysis
