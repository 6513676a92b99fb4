// SPDX-License-Identifier: MIT
// Shared code of the commands on trained runs.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "format/json.h"
#include "run/result_folder.h"
#include "run/stack.h"

namespace sae::cli {

/// Maximum number of runs of a stack on a command line.
inline constexpr std::size_t kMostRunsNamed = 32;

/// Where a command on trained runs writes its results.
struct ResultOptions {
  std::optional<std::string> out;  ///< the result folder
  bool force = false;              ///< replace earlier results in `out`
};

/// place: the default of --out, for the help.
template <class AnyResults, class Visitor>
void visit_results(AnyResults& results, const std::string& place, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Output", "--out", "DIR", "folder of the results", place}, results.out);
  visit(config::Field{"Output", "--force", "yes|no", "replace earlier results in that folder (plain --force means yes)", ""}, results.force);
  // clang-format on
}

/// group: the heading in the help.
template <class AnyWeights, class Visitor>
void visit_weights(AnyWeights& weights, const std::string& group, Visitor&& visit) {
  // clang-format off
  visit(config::Field{group, "--weights", "last|best", "weights after the last epoch, or of the epoch with the lowest val_mse", ""}, weights);
  // clang-format on
}

/// Creates the folder `name` in the last run's folder, or that of --out (ResultFolder::create).
run::ResultFolder create_results(const run::ResultKind& kind, const run::Stack& stack,
                                 const std::string& name, const ResultOptions& results);

/// The options of such a command for its help. Data options default to the run's own.
template <class Options>
std::vector<config::FieldText> describe_options_on_runs() {
  std::vector<config::FieldText> options = config::describe(Options());
  for (config::FieldText& option : options) {
    if (option.field.group == "Data") option.text = "the run's value";
  }
  return options;
}

/// The folders as typed: "a, then b".
std::string name_runs(const run::Stack& stack);

/// The folder and fingerprint of each run, in order, for the record of a result.
format::Json runs_json(const run::Stack& stack);

/// The text that the action asks for instead of the command's work; nothing for kRun and
/// kPrintConfig.
std::optional<std::string> help_or_version(const CommandLine& line, Action action);

/// Parses the words. Prints the help or the versions and returns 0, or calls `work` and returns its
/// result.
int run_on_runs(const CommandLine& line, const std::vector<std::string>& words,
                const std::function<int(const Arguments&)>& work);

}  // namespace sae::cli
