// SPDX-License-Identifier: MIT
// What the commands on trained runs have in common.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "format/json.h"
#include "run/stack.h"

namespace sae::cli {

/// Where such a command leaves its results.
struct ResultOptions {
  std::optional<std::string> out;  ///< the folder itself
  bool force = false;              ///< replace earlier results in `out`
};

/// place: what --out is where nobody says so.
template <class AnyResults, class Visitor>
void visit_results(AnyResults& results, const std::string& place, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Output", "--out", "DIR", "folder of the results", place}, results.out);
  visit(config::Field{"Output", "--force", "yes|no", "replace earlier results in that folder (plain --force means yes)", ""}, results.force);
  // clang-format on
}

/// The options of such a command as its help shows them: those of the data begin as the run had
/// them.
template <class Options>
std::vector<config::FieldText> describe_options_on_runs() {
  std::vector<config::FieldText> options = config::describe(Options());
  for (config::FieldText& option : options) {
    if (option.field.group == "Data") option.text = "as the run";
  }
  return options;
}

/// The folders as they were named: "a, then b".
std::string name_runs(const run::Stack& stack);

/// For the record of a result: each run's folder and fingerprint, the first one first.
format::Json runs_json(const run::Stack& stack);

/// Does what the words ask for: prints the help or the versions and returns 0, or returns what
/// `work` does.
int run_on_runs(const CommandLine& line, const std::vector<std::string>& words,
                const std::function<int(const Arguments&)>& work);

}  // namespace sae::cli
