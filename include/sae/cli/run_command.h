// SPDX-License-Identifier: MIT
// What the commands on trained runs have in common.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sae/cli/arguments.h"

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

/// Does what the words ask for: prints the help or the versions and returns 0, or returns what
/// `work` does.
int run_on_runs(const CommandLine& line, const std::vector<std::string>& words,
                const std::function<int(const Arguments&)>& work);

}  // namespace sae::cli
