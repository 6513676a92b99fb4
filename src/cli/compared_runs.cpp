// SPDX-License-Identifier: MIT
// What `sae compare` and `sae best` have in common: which runs, and how they are chosen.
#include "cli/compared_runs.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "batch/comparable.h"

namespace sae::cli {
namespace {

using run::ListedRun;

void warn_of_test_figure(const std::string& choice) {
  base::log_warning(choice +
                    " chooses on the test set, so that its figures no longer are those of new "
                    "rows; choose by a val_* figure");
}

}  // namespace

ParsedChoice parse_choice(const RunChoice& choice, config::Problems& problems) {
  ParsedChoice parsed;
  if (choice.where) {
    collect_problems(problems, [&] { parsed.where = batch::parse_conditions(*choice.where); });
  }
  if (choice.over) {
    collect_problems(problems, [&] {
      parsed.over = batch::known_names(*choice.over, batch::NameKind::kOption, "--over");
    });
  }
  return parsed;
}

std::vector<ListedRun> load_runs(const std::vector<std::string>& places) {
  std::vector<ListedRun> runs;
  std::set<std::filesystem::path> folders;
  for (const std::string& place : places) {
    for (ListedRun& run : run::find_runs(place)) {
      if (folders.insert(std::filesystem::canonical(run.folder)).second) {
        runs.push_back(std::move(run));
      }
    }
  }
  if (!runs.empty()) return runs;
  throw Error(ErrorKind::kCheckpoint,
              base::join(places, ", ") + ": expected runs or folders of runs, found no run");
}

std::vector<ListedRun> choose_runs(std::vector<ListedRun> runs, const RunChoice& choice,
                                   const ParsedChoice& parsed) {
  runs = batch::matching_runs(std::move(runs), parsed.where, choice.at);
  if (!choice.force) batch::refuse_incomparable(runs, parsed.over);
  return runs;
}

void warn_of_test_figures(const std::vector<batch::RunCondition>& where,
                          const std::optional<std::string>& chosen_by, const std::string& flag) {
  if (chosen_by && batch::is_test_figure(*chosen_by)) warn_of_test_figure(flag + " " + *chosen_by);
  for (const batch::RunCondition& condition : where) {
    if (batch::is_test_figure(condition.name)) warn_of_test_figure("--where " + condition.text());
  }
}

void warn_of_incomplete_groups(const batch::Comparison& comparison) {
  if (!comparison.has_groups()) return;
  const std::size_t all = comparison.runs.size();
  const auto log = [all](std::size_t count, const std::string& problem) {
    if (count == 0) return;
    base::log_warning(base::format_count(static_cast<std::int64_t>(count)) + " of " +
                      base::format_count(static_cast<std::int64_t>(all)) + " runs " + problem);
  };
  const auto finished = std::ranges::count(comparison.runs, "finished", &ListedRun::state);
  log(all - static_cast<std::size_t>(finished),
      "are not finished; leave them out with --where state=finished");
  for (std::size_t i = 0; i < comparison.figures.size(); ++i) {
    std::size_t measured = 0;
    for (const batch::ComparedRow& row : comparison.rows) measured += row.figures[i].runs;
    if (measured == 0) continue;
    log(all - measured, "have no " + comparison.figures[i] + "; its means are over the others");
  }
}

}  // namespace sae::cli
