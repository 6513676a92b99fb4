// SPDX-License-Identifier: MIT
// Recomputes the figures in a run's files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/statistics.h"

namespace sae::report {

/// What was compared, and with what result.
struct Verification {
  std::vector<std::string> equal;  ///< what was reproduced, such as "last epoch (21)": 21 figures
  std::vector<std::string> differences;   ///< one line each
  std::vector<std::string> not_compared;  ///< with the reason, one line each
  double largest_difference = 0;          ///< relative, of the figures that count as equal
};

/// Compares the files of a run with its data and weights:
///   config.json           the checksums of the rows
///   metrics.csv           val_* of the last epoch, from model.safetensors
///   best.safetensors      val_* of the best epoch
///   checkpoint            its weights, and its copy of metrics.csv
///   summary.json          its last row and the budget curve
///   report.json           all its numbers; the page and its pictures show the same
/// Files that a run may lack (summary.json, report.json, best.safetensors) are left out, and so is
/// a report.json of another version, whose figures may be defined in another way. Figures
/// are equal within 1e-5, val_l0 within 1e-4, and those of report.json, which are derived from
/// them, within 1e-3: on another machine sums are rounded differently. source: the run with the
/// rows as they are now. Throws kCheckpoint if a file is damaged.
Verification verify_run(const ReportSource& source);

}  // namespace sae::report
