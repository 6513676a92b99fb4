// SPDX-License-Identifier: MIT
// What the commands on trained runs have in common.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sae/analysis/stack.h"
#include "sae/cli/arguments.h"
#include "sae/format/json.h"

namespace sae::cli {

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
std::string name_runs(const analysis::Stack& stack);

/// For the record of a result: each run's folder and fingerprint, the first one first.
format::Json runs_json(const analysis::Stack& stack);

/// Does what the words ask for: prints the help or the versions and returns 0, or returns what
/// `work` does.
int run_on_runs(const CommandLine& line, const std::vector<std::string>& words,
                const std::function<int(const Arguments&)>& work);

}  // namespace sae::cli
