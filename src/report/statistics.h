// SPDX-License-Identifier: MIT
// What a report says about a run, as numbers.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/baselines.h"
#include "analysis/unit_examples.h"
#include "analysis/unit_summary.h"
#include "data/split.h"
#include "run/trained_run.h"
#include "train/evaluate.h"

namespace sae::report {

/// A run and the data that it was trained on.
struct ReportSource {
  const run::TrainedRun& run;
  const data::Split& split;  ///< features as the network's input (run::load_split)
};

/// A simple reconstruction beside the run's.
struct Baseline {
  std::string name;
  std::string meaning;
  analysis::BaselineError error;
};

/// Errors of the rows of one class.
struct ClassResult {
  std::string name;
  std::int64_t rows = 0;
  train::Measures measures;
};

/// Largest numbers of units and of similar units that a report describes.
inline constexpr std::int64_t kMostTiles = 2048;
inline constexpr std::int64_t kSimilarShown = 5;

/// Measured on the validation rows; units at rest have their mean code over the training rows.
struct Statistics {
  at::Tensor target;      ///< [N, D], the rows
  at::Tensor input;       ///< [N, D], noisy for a run that was validated on noisy rows
  at::Tensor row_errors;  ///< [N] float64, mean squared error of each row
  analysis::RowClasses classes;
  std::vector<std::string> class_names;
  analysis::UnitSummary units;  ///< over the first rows, all if they fit into memory
  train::Measures measures;
  std::vector<Baseline> baselines;
  std::vector<ClassResult> by_class;
  std::vector<std::int64_t> tiles;  ///< living units, the most active first, at most kMostTiles
  std::vector<analysis::UnitExamples> examples;  ///< of each tile
  at::Tensor gradients;                          ///< [M, D] of each tile (analysis::InputMaps)
  at::Tensor contributions;                      ///< [M, D]
};

Statistics measure_run(const ReportSource& source);

}  // namespace sae::report
