// SPDX-License-Identifier: MIT
// Units that do the same.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "analysis/unit_codes.h"

namespace sae::analysis {

/// Units by similarity of what they add to the output. The similarity of two units is the cosine
/// of their columns in the first decoder layer.
struct SimilarUnits {
  at::Tensor units;           ///< [H, K] int64, the K most similar units, most similar first
  at::Tensor cosines;         ///< [H, K] float64
  std::int64_t distinct = 0;  ///< number of units if twins count as one
};

/// Twins have a cosine above this and codes with a correlation above kTwinCorrelation.
inline constexpr double kTwinCosine = 0.95;
inline constexpr double kTwinCorrelation = 0.9;

/// decoder: [D, H], the weight of the first decoder layer; codes of the same H units. K is
/// `most`, at most H − 1. Units with a constant code are no twins.
SimilarUnits find_similar_units(const at::Tensor& decoder, const UnitCodes& codes,
                                std::int64_t most);

}  // namespace sae::analysis
