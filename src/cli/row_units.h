// SPDX-License-Identifier: MIT
// Turns outputs of a decoder into rows in the data's own units.
#pragma once

#include <ATen/core/Tensor.h>

#include "config/config.h"
#include "run/stack.h"

namespace sae::cli {

/// Whether pixels become whole numbers as in the files.
enum class Rounding { kWhole, kNone };

/// round: whether to round, the option --round.
template <class AnyBool, class Visitor>
void visit_rounding(AnyBool& round, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Output", "--round", "yes|no", "pixels from 0 to 255 are written as whole numbers, as in image files; no: as computed", ""}, round);
  // clang-format on
}

/// Maps the outputs of a stack's decoder to the units of the first run's data.
class RowUnits {
 public:
  RowUnits(const run::Stack& stack, Rounding rounding);

  /// The type of the rows: uint8 for pixels from 0 to 255 that are rounded, the first run's for
  /// other pixels, float64 for numbers, which may need it (dates as seconds).
  at::ScalarType type() const;
  /// outputs [N, D] of Stack::decode → rows [N, D] of that type. Pixels that are rounded are cut to
  /// 0 to 255. Neither patch_norm nor the scale before it can be undone (data::Transform::undo).
  at::Tensor rows(const at::Tensor& outputs) const;
  /// The same as pixels from 0 to 255, uint8, whatever the largest pixel value of the files is.
  at::Tensor pixels(const at::Tensor& outputs) const;

  /// Logs what cannot be undone.
  void report() const;

 private:
  bool are_bytes() const;

  const run::TrainedRun& run_;
  Rounding rounding_;
};

}  // namespace sae::cli
