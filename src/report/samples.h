// SPDX-License-Identifier: MIT
// Rows that the page shows with their active units.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/array_store.h"
#include "report/display.h"
#include "report/statistics.h"

namespace sae::report {

/// A named choice of samples.
struct SampleGroup {
  std::string name;
  std::vector<std::int64_t> rows;
};

/// The worst and the best reconstructed rows, rows of each class, and evenly spaced rows.
std::vector<SampleGroup> choose_samples(const Statistics& statistics, const data::Dataset& rows);

/// Largest number of units listed for a sample.
inline constexpr std::int64_t kUnitsOfSample = 64;

/// For each row: its error, and its units by the size of their contribution (c − off)·‖w‖, with c
/// the code, off the code when switched off, and w the decoder column. Adds the arrays from which
/// the page redraws the output when units are switched: with Display::is_summed "sums", otherwise
/// "outputs", and "without" for each of the first units alone. Returns {"mse", "units", "codes",
/// "contributions"}.
format::Json describe_samples(const ReportSource& source, const Statistics& statistics,
                              const std::vector<std::int64_t>& rows, const Display& display,
                              ArrayStore& arrays);

}  // namespace sae::report
