// SPDX-License-Identifier: MIT
// Compares runs: rows of one run each, or of the runs that differ only in some options.
#include "batch/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "batch/comparable.h"
#include "batch/natural_order.h"

namespace sae::batch {
namespace {

using run::ListedRun;
using Names = std::vector<std::string>;

/// Shown by default; the test figures only where they differ from those of validation.
constexpr std::array<const char*, 5> kUsualFigures = {"val_mse", "val_fvu", "val_l0", "val_hoyer",
                                                      "val_dead"};
constexpr std::array<const char*, 3> kUsualTestFigures = {"test_mse", "test_fvu", "test_l0"};

bool contains(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Whether a run has this figure of the test set, measured on other rows than those that validate.
bool has_test_figure(const std::vector<ListedRun>& runs, const std::string& figure) {
  return std::ranges::any_of(runs, [&](const ListedRun& run) {
    return run.summary.is_object() && run.summary.contains(figure) && !validates_on_test(run);
  });
}

/// The chosen figures, then those of the test set of the same names.
Names figure_columns_of(const std::vector<ListedRun>& runs, const Names& chosen) {
  constexpr std::string_view kValidation = "val_";
  Names columns = chosen, of_test;
  if (chosen.empty()) {
    columns.assign(kUsualFigures.begin(), kUsualFigures.end());
    of_test.assign(kUsualTestFigures.begin(), kUsualTestFigures.end());
  }
  for (const std::string& figure : chosen) {
    if (!figure.starts_with(kValidation)) continue;
    of_test.emplace_back("test_").append(figure.substr(kValidation.size()));
  }
  for (const std::string& figure : of_test) {
    if (!contains(columns, figure) && has_test_figure(runs, figure)) columns.push_back(figure);
  }
  return columns;
}

/// The values of the options by which groups differ: equal for runs of one group.
Names group_key(const RunValues& run, const Names& options) {
  Names key;
  for (const std::string& option : options) key.push_back(run.options.at(option));
  return key;
}

/// Indices of the runs of each row, in the order of each row's first run.
std::vector<std::vector<std::size_t>> group_runs(const std::vector<RunValues>& values,
                                                 const Names& over) {
  std::vector<std::vector<std::size_t>> groups;
  std::map<Names, std::size_t> by_key;
  Names options = options_with_effect();
  std::erase_if(options, [&](const std::string& option) { return contains(over, option); });
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Names key = over.empty() ? Names{std::to_string(i)} : group_key(values[i], options);
    const auto [place, is_new] = by_key.try_emplace(key, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(i);
  }
  return groups;
}

std::vector<double> values_in(const std::vector<std::size_t>& runs,
                              const std::vector<RunValues>& values, const std::string& figure) {
  std::vector<double> found;
  for (const std::size_t run : runs) {
    const auto value = values[run].figures.find(figure);
    if (value != values[run].figures.end()) found.push_back(value->second);
  }
  return found;
}

/// Sorts rows of runs by a figure or an option.
class RowSorter {
 public:
  RowSorter(const std::vector<RunValues>& values, const ComparisonPlan& plan)
      : values_(values), name_(*plan.sort) {
    const bool high_first = direction_of(name_) == Direction::kHigher;
    descends_ = high_first != (plan.order == SortOrder::kBestLast);
    is_figure_ = is_figure(name_);
    if (is_figure_ || !contains(plan.over, name_)) return;
    throw Error(ErrorKind::kUsage,
                "--sort: expected a figure or an option that the groups of --over have in common, "
                "found " +
                    base::quote(name_));
  }

  /// Whether a row is before another one.
  bool operator()(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) const {
    if (is_figure_) {
      const auto first = statistic_of(values_in(a, values_, name_)).mean,
                 second = statistic_of(values_in(b, values_, name_)).mean;
      if (!first || !second) return first.has_value() && !second;
      return descends_ ? *first > *second : *first < *second;
    }
    const auto order =
        natural_order(values_[a.front()].options.at(name_), values_[b.front()].options.at(name_));
    return descends_ ? std::is_gt(order) : std::is_lt(order);
  }

 private:
  const std::vector<RunValues>& values_;
  std::string name_;
  bool is_figure_ = false;
  bool descends_ = false;
};

/// Puts runs and values into the order of the groups, and counts the groups through.
void take_order_of(std::vector<std::vector<std::size_t>>& groups, Comparison& comparison) {
  std::vector<ListedRun> runs;
  std::vector<RunValues> values;
  for (std::vector<std::size_t>& group : groups) {
    for (std::size_t& run : group) {
      runs.push_back(std::move(comparison.runs[run]));
      values.push_back(std::move(comparison.values[run]));
      run = runs.size() - 1;
    }
  }
  comparison.runs = std::move(runs);
  comparison.values = std::move(values);
}

/// Runs of a group may differ in the options of `over` and in those without effect.
Names column_options(const Comparison& comparison) {
  Names options = differing_options(comparison.values);
  if (!comparison.has_groups()) return options;
  const Names in_common = options_with_effect();
  std::erase_if(options, [&](const std::string& option) {
    return contains(comparison.plan.over, option) || !contains(in_common, option);
  });
  return options;
}

ComparedRow make_row(std::vector<std::size_t> runs, const Comparison& comparison) {
  ComparedRow row{std::move(runs), {}};
  for (const std::string& figure : comparison.figures) {
    row.figures.push_back(statistic_of(values_in(row.runs, comparison.values, figure)));
  }
  return row;
}

}  // namespace

Statistic statistic_of(const std::vector<double>& values) {
  Statistic statistic{values.size()};
  if (values.empty()) return statistic;
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  statistic.mean = mean;
  if (values.size() < 2) return statistic;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  statistic.deviation = std::sqrt(squares / (count - 1));
  return statistic;
}

std::vector<ListedRun> matching_runs(std::vector<ListedRun> runs,
                                     const std::vector<RunCondition>& conditions,
                                     config::Weights at) {
  const std::string all = std::to_string(runs.size());
  std::vector<std::size_t> left(conditions.size());  // by each condition and those before it
  std::erase_if(runs, [&](const ListedRun& run) {
    const RunValues values = values_of(run, at);
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      if (!holds(conditions[i], values)) return true;
      ++left[i];
    }
    return false;
  });
  if (!runs.empty() || conditions.empty()) return runs;
  Names parts;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    parts.push_back(conditions[i].text() + " leaves " + std::to_string(left[i]));
  }
  throw Error(ErrorKind::kUsage,
              "--where: expected conditions that hold for a run, found none of " + all +
                  " runs: " + base::join(parts, ", "));
}

Comparison compare_runs(std::vector<ListedRun> runs, const ComparisonPlan& plan) {
  Comparison comparison;
  comparison.plan = plan;
  comparison.runs = std::move(runs);
  for (const ListedRun& run : comparison.runs) {
    comparison.values.push_back(values_of(run, plan.at));
  }
  auto groups = group_runs(comparison.values, plan.over);
  if (plan.sort) std::ranges::stable_sort(groups, RowSorter(comparison.values, plan));
  take_order_of(groups, comparison);

  std::vector<std::filesystem::path> folders;
  for (const ListedRun& run : comparison.runs) folders.push_back(run.folder);
  comparison.names = short_names(folders);
  comparison.options = column_options(comparison);
  comparison.figures = figure_columns_of(comparison.runs, plan.figures);
  for (std::vector<std::size_t>& group : groups) {
    comparison.rows.push_back(make_row(std::move(group), comparison));
  }
  comparison.chosen_on_test = std::ranges::any_of(comparison.runs, [](const ListedRun& run) {
    return !run.history.empty() && validates_on_test(run);
  });
  return comparison;
}

std::optional<std::size_t> median_run(const Comparison& comparison, const ComparedRow& row,
                                      const std::string& figure) {
  const auto value = [&](std::size_t run) {
    const double found = comparison.values[run].figures.at(figure);
    return direction_of(figure) == Direction::kHigher ? -found : found;
  };
  std::vector<std::size_t> runs = row.runs;
  std::erase_if(runs,
                [&](std::size_t run) { return !comparison.values[run].figures.contains(figure); });
  if (runs.empty()) return std::nullopt;
  std::ranges::stable_sort(runs, {}, value);
  return runs[(runs.size() - 1) / 2];
}

}  // namespace sae::batch
