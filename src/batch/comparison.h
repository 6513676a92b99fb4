// SPDX-License-Identifier: MIT
// Compares runs: rows of one run each, or of the runs that differ only in some options.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "batch/condition.h"
#include "batch/run_values.h"
#include "config/enums.h"
#include "run/run_list.h"

namespace sae::batch {

enum class SortOrder { kBestFirst, kBestLast };

/// How runs are compared.
struct ComparisonPlan {
  std::vector<std::string> figures{};  ///< empty: those of most interest
  std::vector<std::string> over{};     ///< options whose runs form groups; empty: no groups
  std::optional<std::string> sort{};   ///< a figure or an option; none: as the runs are given
  SortOrder order = SortOrder::kBestFirst;
  config::Weights at = config::Weights::kLast;  ///< epoch of the figures
};

/// A figure over the runs of a row that have it.
struct Statistic {
  std::size_t runs = 0;
  std::optional<double> mean{};       ///< none: no run has the figure
  std::optional<double> deviation{};  ///< of the sample (n - 1); none: fewer than two runs
};

/// A run, or a group of runs.
struct ComparedRow {
  std::vector<std::size_t> runs;   ///< indices into Comparison::runs
  std::vector<Statistic> figures;  ///< one for each of Comparison::figures
};

/// Runs side by side.
struct Comparison {
  ComparisonPlan plan;
  std::vector<run::ListedRun> runs;  ///< in the order of the rows
  std::vector<RunValues> values;     ///< of each run
  std::vector<std::string> names;    ///< of each run: short_names
  std::vector<ComparedRow> rows;
  std::vector<std::string> options;  ///< that differ between the rows
  std::vector<std::string> figures;  ///< columns
  bool chosen_on_test = false;       ///< whether the test set validates a run

  bool has_groups() const { return !plan.over.empty(); }
};

/// The runs for which all conditions hold. Throws kUsage if there are none, with the number of runs
/// that each condition leaves.
std::vector<run::ListedRun> matching_runs(std::vector<run::ListedRun> runs,
                                          const std::vector<RunCondition>& conditions,
                                          config::Weights at);

/// Compares runs, at least one. The best row is first: the lowest or highest value of the figure
/// (direction_of; of a group, of its mean), the lowest value of an option; rows without a value are
/// always last. Throws kUsage if the plan sorts groups by an option of `over`.
Comparison compare_runs(std::vector<run::ListedRun> runs, const ComparisonPlan& plan);

/// The run of a row with the median figure; of an even number, the better one of the two in the
/// middle. Returns an index into Comparison::runs; nothing if no run of the row has the figure.
std::optional<std::size_t> median_run(const Comparison& comparison, const ComparedRow& row,
                                      const std::string& figure);

/// Mean and sample standard deviation of the values.
Statistic statistic_of(const std::vector<double>& values);

}  // namespace sae::batch
