// SPDX-License-Identifier: MIT
// All that describes the units of a code.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "analysis/importance.h"
#include "analysis/similar_units.h"
#include "analysis/unit_codes.h"
#include "analysis/unit_table.h"

namespace sae::analysis {

/// What to measure.
struct SummaryPlan {
  train::CodeScale scale = train::CodeScale::kSize;
  std::int64_t near_misses = 1;  ///< rows found for each unit (UnitCodes)
  std::int64_t similar = 1;      ///< similar units found for each unit
  std::int64_t most_rows = 0;    ///< rows on which the importance is measured
};

/// Figures of H units over N rows.
struct UnitSummary {
  at::Tensor mean;           ///< [H] mean code of the training rows
  at::Tensor off;            ///< [H] code of a unit that is switched off: the mean for sigmoid and
                             ///< tanh, otherwise 0
  UnitCodes codes;           ///< of the first rows, all if they fit into memory
  UnitTable table;           ///< over the rows of `codes`
  at::Tensor decoder_norms;  ///< [H] float64
  Importance importance;     ///< of units that rest at `mean`
  SimilarUnits similar;
};

/// The code of each unit that is switched off (UnitSummary::off). mean: [H] of the training rows.
at::Tensor code_at_rest(const model::Network& network, const at::Tensor& mean);

/// mean: [H], from train::mean_code.
UnitSummary summarise_units(const model::Network& network, const MeasuredRows& rows,
                            const at::Tensor& mean, const SummaryPlan& plan);

}  // namespace sae::analysis
