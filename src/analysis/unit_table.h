// SPDX-License-Identifier: MIT
// Key figures of every unit over a data set.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "analysis/unit_codes.h"

namespace sae::analysis {

/// Class of each row.
struct RowClasses {
  at::Tensor labels;       ///< [N] int64 in [0, count); undefined without labels
  std::int64_t count = 0;  ///< C, the number of classes
};

/// Number of rows whose classes describe a unit.
inline constexpr std::int64_t kRowsOfPurity = 100;

/// Figures of H units. All tensors are float64 unless noted.
struct UnitTable {
  at::Tensor rate;                     ///< [H] fraction of rows in which the unit is active
  at::Tensor mean, smallest, largest;  ///< [H] of its code
  at::Tensor dead;                     ///< [H] bool (train::find_dead)
  at::Tensor class_shares;  ///< [H, C] classes of the kRowsOfPurity rows with the largest codes,
                            ///< of those above `rest`; nan if there are none
};

/// rest: [H], the value of each unit that counts as off.
UnitTable describe_units(const UnitCodes& codes, const RowClasses& classes, const at::Tensor& rest);

/// For each unit, the probability that its code is larger for a row of class `a` than for a row of
/// class `b`, ties counted half: the area under the ROC curve (Hanley & McNeil 1982). [H] float64;
/// nan if a class has no row.
at::Tensor area_under_roc(const UnitCodes& codes, const at::Tensor& labels, std::int64_t a,
                          std::int64_t b);

}  // namespace sae::analysis
