// SPDX-License-Identifier: MIT
// Units of one network that are found again in another.
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

namespace sae::analysis {

/// Cosines from which a unit counts as found again, the strict one first.
inline constexpr std::array<double, 2> kFoundCosines = {0.9, 0.7};

/// Units of A, each with its partner among the units of B; no unit of B is the partner of two.
struct UnitMatch {
  std::vector<std::int64_t>
      partners;                 ///< [H_a] units of B; -1 for the units that B has too few for
  std::vector<double> cosines;  ///< [H_a] with the partner; nan without one
};

/// The cosine of each unit of A with each of B: [H_a, H_b] float64. a: [D, H_a] and b: [D, H_b],
/// what each unit adds to the output (for one decoder layer, its weight). 0 for a unit that adds
/// nothing.
at::Tensor unit_cosines(const at::Tensor& a, const at::Tensor& b);

/// The pairs with the largest sum of cosines (assign). Directions as for unit_cosines, finite.
UnitMatch match_units(const at::Tensor& a, const at::Tensor& b);

/// What chance gives: the match after the D values of all units of B were permuted. The permutation
/// is the same for all units and every call, so that B keeps the cosines between its units.
UnitMatch match_by_chance(const at::Tensor& a, const at::Tensor& b);

/// Figures of a match.
struct MatchFigures {
  std::int64_t pairs = 0;           ///< the smaller of H_a and H_b
  std::vector<std::int64_t> found;  ///< pairs with at least each of kFoundCosines
  double mean = 0, median = 0;      ///< of the cosines of the pairs; nan without pairs
};

MatchFigures match_figures(const UnitMatch& match);

}  // namespace sae::analysis
