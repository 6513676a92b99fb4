// SPDX-License-Identifier: MIT
// The command `sae runs`.
#include "cli/cmd_runs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdio>
#include <limits>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "batch/run_figures.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "run/summary_file.h"

namespace sae::cli {
namespace {

using format::Json;
using run::ListedRun;

constexpr std::size_t kMostFolders = 10000;

struct RunsOptions {
  std::optional<std::string> sort;
  bool json = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, RunsOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"List", "--sort", "COLUMN", "sort by a column of metrics.csv, such as val_mse, the lowest value first", "by name"}, options.sort);
  visit(config::Field{"Output", "--json", "yes|no", "print JSON instead of a table (plain --json means yes)", ""}, options.json);
  // clang-format on
}

/// A column of the run's last row; nothing if it has no such column.
std::optional<double> column_of(const train::EpochRecord& row, const std::string& column) {
  std::optional<double> found;
  train::visit_columns(row, [&](const char* name, train::ColumnKind, const auto& value) {
    if (name == column) found = static_cast<double>(value);
  });
  return found;
}

void check_column(const std::string& column) {
  if (column_of({}, column)) return;
  std::vector<std::string> names;
  const train::EpochRecord any;
  train::visit_columns(
      any, [&](const char* name, train::ColumnKind, const auto&) { names.emplace_back(name); });
  const auto near = base::nearest(column, names);
  throw Error(ErrorKind::kUsage,
              "--sort: expected a column of metrics.csv, found " + base::quote(column),
              near ? "did you mean " + *near + "?" : "such as " + names.back());
}

/// Runs without a value are last.
void sort_runs(std::vector<ListedRun>& runs, const std::string& column) {
  const auto key = [&](const ListedRun& run) {
    const double value = run.history.empty() ? std::numeric_limits<double>::infinity()
                                             : column_of(run.history.back(), column).value_or(0);
    return std::isnan(value) ? std::numeric_limits<double>::infinity() : value;
  };
  std::ranges::stable_sort(runs, {}, key);
}

/// width: of the folders' column.
std::string line_of(const ListedRun& run, std::size_t width) {
  std::array<char, 96> cells{};
  const std::string epochs =
      std::to_string(run.history.size()) + "/" + std::to_string(run.config.train.epochs);
  std::snprintf(cells.data(), cells.size(), "  %-11s %11s", run.state.c_str(), epochs.c_str());
  std::string line = base::fit_width(run.folder.string(), width) + cells.data();
  if (run.history.empty()) return line + "\n";
  const train::Measures& valid = run.history.back().valid;
  std::snprintf(cells.data(), cells.size(), " %10.5f %9.4f %8.1f %7.2f %6lld  ", valid.mse,
                valid.fvu, valid.sparsity.l0, valid.sparsity.hoyer,
                static_cast<long long>(valid.sparsity.dead));
  return line + cells.data() + base::format_duration(batch::training_seconds(run)) + "\n";
}

int list(const Arguments& arguments) {
  const auto options = config::with_settings(RunsOptions(), arguments.typed);
  config::Problems problems;
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  problems.throw_if_any();
  if (options.sort) check_column(*options.sort);
  base::set_up_log(base::LogLevel::kInfo);
  std::vector<ListedRun> runs;
  for (const std::string& folder :
       arguments.runs.empty() ? std::vector<std::string>{"runs"} : arguments.runs) {
    std::ranges::move(run::find_runs(folder), std::back_inserter(runs));
  }
  if (options.sort) sort_runs(runs, *options.sort);
  print(options.json ? runs_list_json(runs).dump(2) + "\n" : runs_text(runs));
  return 0;
}

}  // namespace

CommandLine runs_line() {
  return {"sae runs",
          "Lists the runs in folders (default: runs) with the last row of their metrics. A folder "
          "may also be a run.",
          "Example: sae runs runs --sort val_mse",
          config::describe(RunsOptions()),
          false,
          "DIR...",
          0,
          kMostFolders};
}

std::string runs_text(const std::vector<ListedRun>& runs) {
  constexpr std::size_t kLeastWidth = 8;
  std::size_t width = kLeastWidth;
  for (const ListedRun& run : runs) width = std::max(width, run.folder.string().size());
  std::string text = base::fit_width("run", width) +
                     "  state            epochs    val_mse   val_fvu   val_l0   hoyer   dead  "
                     "training\n";
  for (const ListedRun& run : runs) text += line_of(run, width);
  return text;
}

Json runs_list_json(const std::vector<ListedRun>& runs) {
  Json list = Json::array();
  for (const ListedRun& run : runs) {
    Json json = {{"folder", run.folder.string()},
                 {"state", run.state},
                 {"epochs_done", run.history.size()},
                 {"epochs", run.config.train.epochs},
                 {"training_seconds", format::json_number(batch::training_seconds(run))}};
    if (!run.history.empty()) json["last"] = run::row_json(run.history.back());
    list.push_back(std::move(json));
  }
  return list;
}

int list_runs(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(runs_line(), words, list);
}

}  // namespace sae::cli
