// SPDX-License-Identifier: MIT
// Turns outputs of a decoder into rows in the data's own units.
#include "cli/row_units.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/round.h>

#include "base/log.h"

namespace sae::cli {
namespace {

at::Tensor to_bytes(const at::Tensor& values) {
  return at::round(values).clamp(0, data::kLargestByte).to(at::kByte);
}

bool keeps_norm(const run::TrainedRun& run) {
  return run.config().data.patch_norm == config::PatchNorm::kUfldl;
}

}  // namespace

RowUnits::RowUnits(const run::Stack& stack, Rounding rounding)
    : run_(stack.first()), rounding_(rounding) {}

bool RowUnits::are_bytes() const {
  return rounding_ == Rounding::kWhole && run_.transform().full_scale() == data::kLargestByte &&
         !keeps_norm(run_);
}

at::ScalarType RowUnits::type() const {
  if (are_bytes()) return at::kByte;
  return run_.transform().of_pixels() ? run_.type() : at::kDouble;
}

at::Tensor RowUnits::rows(const at::Tensor& outputs) const {
  const at::Tensor rows = run_.transform().undo(outputs);
  return are_bytes() ? to_bytes(rows) : rows.to(type());
}

at::Tensor RowUnits::pixels(const at::Tensor& outputs) const {
  return to_bytes(run_.transform().to_picture(outputs) * data::kLargestByte);
}

void RowUnits::report() const {
  if (!keeps_norm(run_)) return;
  base::log_info(
      "units   those of the network (from .1 to .9): --patch_norm ufldl cannot be undone, because "
      "it removes each row's mean");
}

}  // namespace sae::cli
