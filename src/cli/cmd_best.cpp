// SPDX-License-Identifier: MIT
// The command `sae best`.
#include "cli/cmd_best.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "batch/comparison.h"
#include "cli/compare_views.h"
#include "cli/compared_runs.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "config/problems.h"
#include "report/numbers.h"

namespace sae::cli {
namespace {

using batch::Comparison;
using run::ListedRun;

struct BestOptions {
  std::string by = "val_mse";
  RunChoice choice;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, BestOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Choice", "--by", "NAME", "figure that chooses, such as val_mse, val_fvu or val_hoyer", ""}, options.by);
  visit_choice(options.choice, visit);
  // clang-format on
}

/// Throws kUsage if the name is no figure, or no value of it is better.
void check_figure(const std::string& figure) {
  batch::known_name(figure, batch::NameKind::kFigure, "--by");
  if (batch::direction_of(figure) != batch::Direction::kNone) return;
  throw Error(ErrorKind::kUsage,
              "--by: expected a figure of which a lower or a higher value is "
              "better, found " +
                  figure + " (limit it with --where '" + figure + "<=...')");
}

std::vector<ListedRun> finished_runs(std::vector<ListedRun> runs) {
  const std::string all = std::to_string(runs.size());
  std::erase_if(runs, [](const ListedRun& run) { return run.state != "finished"; });
  if (!runs.empty()) return runs;
  throw Error(ErrorKind::kUsage, "expected a finished run, found none of " + all,
              "sae compare shows their states");
}

/// The number with five digits.
std::string five_digits(double value) {
  return base::format_number(report::short_number(value).get<double>());
}

/// "val_mse 0.0123", of a group "val_mse 0.0123 (mean of 3 runs: 0.0125 ± 0.0001)".
std::string chosen_figure(const Comparison& comparison, std::size_t run,
                          const std::string& figure) {
  const auto& figures = comparison.values[run].figures;
  const auto found = figures.find(figure);
  if (found == figures.end()) return "";
  std::string text = figure + " " + five_digits(found->second);
  if (!comparison.has_groups()) return text;
  std::vector<double> values;
  for (const std::size_t member : comparison.rows.front().runs) {
    const auto value = comparison.values[member].figures.find(figure);
    if (value != comparison.values[member].figures.end()) values.push_back(value->second);
  }
  const batch::Statistic statistic = batch::statistic_of(values);
  text.append(" (mean of ").append(std::to_string(statistic.runs)).append(" runs: ");
  text.append(five_digits(*statistic.mean)).append(" ± ");
  return text.append(statistic.deviation ? five_digits(*statistic.deviation) : "–").append(")");
}

/// Says what was chosen from how many runs, and what the test set measured.
void log_choice(const Comparison& comparison, std::size_t run, const std::string& by) {
  const auto count = [](std::size_t number) {
    return base::format_count(static_cast<std::int64_t>(number));
  };
  std::string line = "best    " + comparison.names[run] + ": " + chosen_figure(comparison, run, by);
  line += ", of " + count(comparison.runs.size()) + " finished runs";
  if (comparison.has_groups()) line += " in " + count(comparison.rows.size()) + " groups";
  base::log_info(line);
  if (comparison.chosen_on_test) {
    base::log_warning(kChosenOnTest);
    return;
  }
  const std::string measure = by.substr(by.find('_') + 1);
  const std::string test = chosen_figure(comparison, run, "test_" + measure);
  if (!test.empty() && !batch::is_test_figure(by)) base::log_info("test    " + test);
}

int choose(const Arguments& arguments) {
  const auto options = config::with_settings(BestOptions(), arguments.typed);
  config::Problems problems;
  const ParsedChoice choice = parse_choice(options.choice, problems);
  collect_problems(problems, [&] { check_figure(options.by); });
  problems.throw_if_any();
  base::set_up_log(base::LogLevel::kInfo);
  auto runs = choose_runs(finished_runs(load_runs(arguments.runs)), options.choice, choice);
  batch::ComparisonPlan plan;
  plan.figures = {options.by};
  plan.over = choice.over;
  plan.sort = options.by;
  plan.at = options.choice.at;
  const Comparison comparison = batch::compare_runs(std::move(runs), plan);
  const auto best = batch::median_run(comparison, comparison.rows.front(), options.by);
  if (!best) {
    throw Error(ErrorKind::kUsage, "--by: expected a figure that a run has, found " + options.by +
                                       " in none of " + std::to_string(comparison.runs.size()) +
                                       " runs");
  }
  warn_of_test_figures(choice.where, options.by, "--by");
  warn_of_incomplete_groups(comparison);
  log_choice(comparison, *best, options.by);
  print(comparison.runs[*best].folder.string() + "\n");
  return 0;
}

}  // namespace

CommandLine best_line() {
  return {"sae best",
          "Prints the folder of the best finished run among runs or in folders, for a script. "
          "Refuses runs whose figures\nwere measured on different rows. With --over, the group "
          "with the best mean is chosen, and of its runs the one\nwith the median figure.",
          "Example: sae report \"$(sae best sweeps/rho --by val_mse --where 'val_l0<=32')\"",
          config::describe(BestOptions()),
          false,
          "RUN...",
          1,
          kMostComparedFolders};
}

int print_best(const std::vector<std::string>& words, const std::vector<std::string>&) {
  return run_on_runs(best_line(), words, choose);
}

}  // namespace sae::cli
