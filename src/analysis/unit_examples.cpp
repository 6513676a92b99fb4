// SPDX-License-Identifier: MIT
// Rows that show what a unit responds to.
#include "analysis/unit_examples.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/seed.h"
#include "data/values.h"

namespace sae::analysis {
namespace {

/// Ends of the bands, from high to low.
constexpr auto kBandEnds = std::to_array({0.99, 0.9, 0.75, 0.5, 0.0});

/// Up to `count` of the rows, drawn without replacement, in their order.
std::vector<std::int64_t> draw(std::span<const std::int64_t> rows, std::size_t count,
                               std::uint64_t seed) {
  std::vector<std::int64_t> places =
      base::permutation(static_cast<std::int64_t>(rows.size()), seed);
  places.resize(std::min(count, places.size()));
  std::ranges::sort(places);
  std::vector<std::int64_t> drawn;
  for (const std::int64_t place : places) drawn.push_back(rows[static_cast<std::size_t>(place)]);
  return drawn;
}

/// Rows with a code above rest, largest first; ties in row order.
std::vector<std::int64_t> rank_rows(const std::vector<float>& codes, double rest) {
  std::vector<std::int64_t> rows;
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] > static_cast<float>(rest)) rows.push_back(static_cast<std::int64_t>(row));
  }
  std::ranges::stable_sort(rows, std::ranges::greater(),
                           [&](std::int64_t row) { return codes[static_cast<std::size_t>(row)]; });
  return rows;
}

std::vector<Band> find_bands(const std::vector<std::int64_t>& ranked, std::uint64_t seed) {
  std::vector<Band> bands;
  double high = 1;
  std::size_t first = 0;
  for (const double low : kBandEnds) {
    const auto end =
        static_cast<std::size_t>(std::llround((1 - low) * static_cast<double>(ranked.size())));
    const std::span<const std::int64_t> rows(ranked.data() + first, end - first);
    if (!rows.empty())
      bands.push_back(
          {low, high, draw(rows, kRowsOfBand, base::derive(seed, "band", bands.size()))});
    first = end;
    high = low;
  }
  return bands;
}

std::vector<std::int64_t> count_bins(const std::vector<float>& codes) {
  std::vector<std::int64_t> bins(kHistogramBins);
  const auto [low, high] = std::ranges::minmax(codes);
  const double width = (static_cast<double>(high) - low) / static_cast<double>(kHistogramBins);
  for (const float code : codes) {
    const double place = width > 0 ? (static_cast<double>(code) - low) / width : 0;
    ++bins[std::min(static_cast<std::size_t>(place), kHistogramBins - 1)];
  }
  return bins;
}

}  // namespace

UnitExamples find_examples(const UnitCodes& codes, std::int64_t unit, double rest,
                           std::uint64_t seed) {
  const at::Tensor own = codes.codes[unit];
  const std::vector<float> values = data::to_vector<float>(own);
  const at::Tensor active = codes.rule.active(own);
  const auto active_rows = data::to_vector<std::int64_t>(active.nonzero().flatten());
  const std::vector<std::int64_t> ranked = rank_rows(values, rest);
  UnitExamples examples;
  examples.strongest.assign(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                 kStrongestRows, ranked.size())));
  examples.bands =
      find_bands(ranked, base::derive(seed, "examples", static_cast<std::uint64_t>(unit)));
  examples.active = draw(active_rows, kDrawnRows,
                         base::derive(seed, "active_rows", static_cast<std::uint64_t>(unit)));
  const auto inactive = values.size() - active_rows.size();
  examples.near_misses = data::to_vector<std::int64_t>(codes.near_misses[unit]);
  examples.near_misses.resize(std::min(inactive, examples.near_misses.size()));
  examples.histogram = count_bins(values);
  return examples;
}

}  // namespace sae::analysis
