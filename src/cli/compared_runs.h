// SPDX-License-Identifier: MIT
// What `sae compare` and `sae best` have in common: which runs, and how they are chosen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "batch/comparison.h"
#include "config/problems.h"
#include "config/settings.h"
#include "run/run_list.h"

namespace sae::cli {

/// Largest number of runs and folders on a command line.
inline constexpr std::size_t kMostComparedFolders = 10'000;

/// Options by which runs are chosen.
struct RunChoice {
  std::optional<std::string> where;
  std::optional<std::string> over;
  config::Weights at = config::Weights::kLast;
  bool force = false;
};

template <class AnyChoice, class Visitor>
void visit_choice(AnyChoice& choice, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Runs", "--where", "NAME OP VALUE,...", "only runs for which all hold: a figure, an option or state; <=, >=, <, >, = or !=; a value: 'penalty=l1,val_l0<=32'", "all"}, choice.where);
  visit(config::Field{"Runs", "--over", "NAME[,NAME...]", "group the runs that differ only in these options, such as seed: mean, sample standard deviation and number of runs", "off"}, choice.over);
  visit(config::Field{"Runs", "--at", "last|best", "figures of the last epoch, or of the one with the lowest val_mse", ""}, choice.at);
  visit(config::Field{"Runs", "--force", "yes|no", "compare runs although they were measured on different data or rows (plain --force means yes)", ""}, choice.force);
  // clang-format on
}

/// A parsed choice.
struct ParsedChoice {
  std::vector<batch::RunCondition> where;
  std::vector<std::string> over;
};

/// Adds a line to `problems` for --where and --over if they cannot be read.
ParsedChoice parse_choice(const RunChoice& choice, config::Problems& problems);

/// Calls `parse` and adds what it refuses to `problems`.
template <class Parse>
void collect_problems(config::Problems& problems, const Parse& parse) {
  try {
    parse();
  } catch (const Error& error) {
    problems.add(error.what());
  }
}

/// The runs in these places (run::find_runs), each once. Throws kCheckpoint if a place is no folder
/// and if there is no run.
std::vector<run::ListedRun> load_runs(const std::vector<std::string>& places);

/// The runs that match; throws kUsage if there are none, or if they were measured differently
/// without --force.
std::vector<run::ListedRun> choose_runs(std::vector<run::ListedRun> runs, const RunChoice& choice,
                                        const ParsedChoice& parsed);

/// Logs a warning for each name that chooses by the test set. chosen_by: the figure of --sort or
/// --by, if any.
void warn_of_test_figures(const std::vector<batch::RunCondition>& where,
                          const std::optional<std::string>& chosen_by, const std::string& flag);

/// Logs a warning if groups have runs that are not finished or lack a figure, because their means
/// are then over fewer runs or over different numbers of epochs.
void warn_of_incomplete_groups(const batch::Comparison& comparison);

}  // namespace sae::cli
