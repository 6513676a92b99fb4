// SPDX-License-Identifier: MIT
// A report within a size: its numbers as JSON and its arrays.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "format/json.h"
#include "report/array_store.h"
#include "report/display.h"
#include "report/statistics.h"

namespace sae::report {

/// How much a report shows. The page is cut in this order until it fits: rows, bands, units.
struct Extent {
  std::size_t strongest = analysis::kStrongestRows;  ///< strongest rows of a unit
  std::size_t drawn = analysis::kDrawnRows;          ///< active rows and near misses of a unit
  bool bands = true;                                 ///< rows of each band of a unit
  std::size_t units = kMostTiles;                    ///< units shown
};

/// The extents from the whole report to the smallest, for a run with `units` living units.
std::vector<Extent> extents(std::size_t units);

/// The report's numbers, and the arrays of its pictures.
struct Report {
  format::Json json;
  ArrayStore arrays;
};

/// run: from describe_run.
Report compose(const ReportSource& source, const Statistics& statistics, const Display& display,
               const format::Json& run, const Extent& extent);

}  // namespace sae::report
