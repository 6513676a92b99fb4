// SPDX-License-Identifier: MIT
// What the commands on trained runs have in common.
#include "sae/cli/run_command.h"

#include "sae/cli/output.h"
#include "sae/cli/version.h"

namespace sae::cli {

int run_on_runs(const CommandLine& line, const std::vector<std::string>& words,
                const std::function<int(const Arguments&)>& work) {
  const Arguments arguments = parse_arguments(line, words);
  switch (arguments.action) {
    case Action::kHelp:
      print(help_text(line));
      return 0;
    case Action::kVersion:
      print(version_line() + "\n");
      return 0;
    case Action::kPrintConfig:
    case Action::kRun:
      break;
  }
  return work(arguments);
}

}  // namespace sae::cli
