// SPDX-License-Identifier: MIT
// Rows that show what a unit responds to.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/unit_codes.h"

namespace sae::analysis {

/// Rows from a band of a unit's codes. Quantiles are of the rows above rest.
struct Band {
  double low = 0;   ///< quantile at the band's lower end
  double high = 1;  ///< and at its upper end
  std::vector<std::int64_t> rows;
};

/// Example rows of a unit, and how its codes are distributed. The strongest rows alone mislead,
/// because they do not show what else the unit responds to.
struct UnitExamples {
  std::vector<std::int64_t> strongest;    ///< the largest codes above rest, largest first
  std::vector<Band> bands;                ///< from high to low
  std::vector<std::int64_t> active;       ///< drawn from the rows in which it is active
  std::vector<std::int64_t> near_misses;  ///< not active, but closest to it
  std::vector<std::int64_t> histogram;    ///< rows in each of kHistogramBins bins of equal width,
                                          ///< from the smallest to the largest code
};

inline constexpr std::size_t kHistogramBins = 40;
inline constexpr std::size_t kStrongestRows = 20;
inline constexpr std::size_t kRowsOfBand = 5;
inline constexpr std::size_t kDrawnRows = 8;

/// Examples of one unit, drawn by `seed`. rest: the code that counts as off.
UnitExamples find_examples(const UnitCodes& codes, std::int64_t unit, double rest,
                           std::uint64_t seed);

}  // namespace sae::analysis
