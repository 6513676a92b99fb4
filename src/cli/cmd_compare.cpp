// SPDX-License-Identifier: MIT
// The command `sae compare`.
#include "cli/cmd_compare.h"

#include <unistd.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "batch/comparison.h"
#include "cli/compare_plots.h"
#include "cli/compare_views.h"
#include "cli/compared_runs.h"
#include "cli/matched_units.h"
#include "cli/output.h"
#include "cli/picture_file.h"
#include "cli/run_command.h"
#include "cli/show_views.h"
#include "config/problems.h"
#include "machine/threads.h"

namespace sae::cli {
namespace {

struct CompareOptions {
  std::optional<std::string> metrics;
  std::optional<std::string> sort;
  bool reverse = false;
  RunChoice choice;
  bool units = false;
  std::optional<std::string> plot;
  config::RunPlot plot_of = config::RunPlot::kFrontL0;
  config::TableFormat format = config::TableFormat::kText;
  bool json = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, CompareOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit_choice(options.choice, visit);
  visit(config::Field{"Table", "--metrics", "NAME[,NAME...]", "figures to show: columns of metrics.csv, test_*, epochs_done, training_seconds; beside val_* stands test_*, if it was measured", "val_mse,val_fvu,val_l0,val_hoyer,val_dead"}, options.metrics);
  visit(config::Field{"Table", "--sort", "NAME", "sort by a figure, the best first, or by an option", "as they are given"}, options.sort);
  visit(config::Field{"Table", "--reverse", "yes|no", "sort the other way round (plain --reverse means yes)", ""}, options.reverse);
  visit(config::Field{"Units", "--units", "yes|no", "compare the units of two runs: match them one to one, and count those that are found again (plain --units means yes)", ""}, options.units);
  visit(config::Field{"Output", "--plot", "FILE", "also draw a PNG picture: of the runs or, with --units, of matched units", "none"}, options.plot);
  visit(config::Field{"Output", "--plot_of", base::join(config::enum_names<config::RunPlot>(), "|"), "val_fvu against val_l0 or val_hoyer with the Pareto front, the budget curves, or val_mse by epoch or seconds", ""}, options.plot_of);
  visit(config::Field{"Output", "--format", "text|csv|json|markdown", "format of the table; csv and json have all digits", ""}, options.format);
  visit(config::Field{"Output", "--json", "yes|no", "the same as --format json (plain --json means yes)", ""}, options.json);
  // clang-format on
}

void check_output(const CompareOptions& options, const Arguments& arguments,
                  config::Problems& problems) {
  if (options.json && config::is_typed(arguments.typed, "format") &&
      options.format != config::TableFormat::kJson) {
    problems.add("--json: expected no other format beside it, found --format " +
                 config::enum_name(options.format));
  }
  if (options.plot && std::filesystem::path(*options.plot).extension() != ".png") {
    problems.add("--plot: expected a file name that ends in .png, found " +
                 base::quote(*options.plot));
  }
  if (!options.plot && config::is_typed(arguments.typed, "plot_of")) {
    problems.add("--plot_of has no effect without --plot");
  }
}

/// How the runs are compared, and the conditions for them.
struct ComparePlan {
  ParsedChoice choice;
  batch::ComparisonPlan plan;
};

/// Throws kUsage with all problems of the options.
ComparePlan plan_comparison(const CompareOptions& options, const Arguments& arguments) {
  config::Problems problems;
  ComparePlan compared{parse_choice(options.choice, problems), {}};
  batch::ComparisonPlan& plan = compared.plan;
  plan.over = compared.choice.over;
  plan.at = options.choice.at;
  if (options.reverse) plan.order = batch::SortOrder::kBestLast;
  if (options.metrics) {
    collect_problems(problems, [&] {
      plan.figures = batch::known_names(*options.metrics, batch::NameKind::kFigure, "--metrics");
    });
  }
  if (options.sort) {
    collect_problems(problems, [&] {
      plan.sort = batch::known_name(*options.sort, batch::NameKind::kFigureOrOption, "--sort");
    });
  }
  if (options.reverse && !options.sort) problems.add("--reverse has no effect without --sort");
  check_output(options, arguments, problems);
  problems.throw_if_any();
  return compared;
}

/// Throws kUsage with all problems of --units.
void check_units_comparison(const CompareOptions& options, const Arguments& arguments) {
  config::Problems problems;
  for (const char* option : {"metrics", "sort", "reverse", "where", "over", "force", "plot_of"}) {
    if (config::is_typed(arguments.typed, option)) {
      problems.add(std::string("--") + option + " has no effect with --units");
    }
  }
  if (options.format == config::TableFormat::kMarkdown) {
    problems.add("--format: expected text, csv or json with --units, found markdown");
  }
  if (arguments.runs.size() != 2) {
    problems.add("--units: expected two runs, found " + std::to_string(arguments.runs.size()));
  }
  check_output(options, arguments, problems);
  problems.throw_if_any();
}

config::TableFormat format_of(const CompareOptions& options) {
  return options.json ? config::TableFormat::kJson : options.format;
}

std::optional<std::size_t> terminal_width() {
  if (isatty(STDOUT_FILENO) == 0) return std::nullopt;
  return static_cast<std::size_t>(find_terminal().columns);
}

std::string formatted(const batch::Comparison& comparison, config::TableFormat format) {
  switch (format) {
    case config::TableFormat::kText:
      return comparison_text(comparison, terminal_width());
    case config::TableFormat::kCsv:
      return comparison_csv(comparison);
    case config::TableFormat::kJson:
      return comparison_json(comparison).dump(2) + "\n";
    case config::TableFormat::kMarkdown:
      return comparison_markdown(comparison);
  }
  return {};
}

std::string formatted_units(const MatchedUnits& units, config::TableFormat format) {
  switch (format) {
    case config::TableFormat::kText:
    case config::TableFormat::kMarkdown:
      return matched_text(units);
    case config::TableFormat::kCsv:
      return matched_csv(units);
    case config::TableFormat::kJson:
      return matched_json(units).dump(2) + "\n";
  }
  return {};
}

int compare_units(const CompareOptions& options, const Arguments& arguments) {
  check_units_comparison(options, arguments);
  base::set_up_log(base::LogLevel::kInfo);
  if (options.plot) expect_picture_place(*options.plot);
  machine::prepare_threads(base::available_cores());
  const MatchedUnits units = match_runs(arguments.runs[0], arguments.runs[1], options.choice.at);
  if (options.plot) write_picture(*options.plot, draw_matched(units));
  print(formatted_units(units, format_of(options)));
  return 0;
}

int compare_figures(const CompareOptions& options, const Arguments& arguments) {
  const ComparePlan planned = plan_comparison(options, arguments);
  base::set_up_log(base::LogLevel::kInfo);
  if (options.plot) expect_picture_place(*options.plot);
  const batch::Comparison comparison = batch::compare_runs(
      choose_runs(load_runs(arguments.runs), options.choice, planned.choice), planned.plan);
  warn_of_test_figures(planned.choice.where, planned.plan.sort, "--sort");
  warn_of_incomplete_groups(comparison);
  if (format_of(options) == config::TableFormat::kCsv && comparison.chosen_on_test) {
    base::log_warning(kChosenOnTest);
  }
  if (options.plot) {
    write_picture(*options.plot, draw_runs(options.plot_of, plotted_runs(comparison)));
  }
  print(formatted(comparison, format_of(options)));
  return 0;
}

int compare_typed(const Arguments& arguments) {
  const auto options = config::with_settings(CompareOptions(), arguments.typed);
  return options.units ? compare_units(options, arguments) : compare_figures(options, arguments);
}

}  // namespace

CommandLine compare_line() {
  return {"sae compare",
          "Compares runs, or the runs in folders: the options in which they differ, and their "
          "figures.\nRefuses runs whose figures were measured on different rows.",
          "Examples:\n  sae compare sweeps/rho --sort val_mse --where 'val_l0<=32'\n"
          "  sae compare sweeps/rho --over seed --format markdown\n"
          "  sae compare sweeps/rho --plot front.png\n"
          "  sae compare runs/first runs/second --units",
          config::describe(CompareOptions()),
          false,
          "RUN...",
          1,
          kMostComparedFolders};
}

int compare(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(compare_line(), words, compare_typed);
}

}  // namespace sae::cli
