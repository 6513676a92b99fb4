// SPDX-License-Identifier: MIT
// Shared code of the commands on trained runs.
#include "cli/run_command.h"

#include <filesystem>

#include "base/text.h"
#include "cli/output.h"
#include "session/version.h"

namespace sae::cli {

run::ResultFolder create_results(const run::ResultKind& kind, const run::Stack& stack,
                                 const std::string& name, const ResultOptions& results) {
  const std::string place = (stack.last().folder() / name).string();
  return run::ResultFolder::create({kind, {}, results.out.value_or(place), results.force});
}

std::string name_runs(const run::Stack& stack) {
  std::vector<std::string> folders;
  for (const run::TrainedRun& run : stack.runs()) folders.push_back(run.folder().string());
  return base::join(folders, ", then ");
}

format::Json runs_json(const run::Stack& stack) {
  format::Json runs = format::Json::array();
  for (const run::TrainedRun& run : stack.runs()) {
    runs.push_back({{"folder", std::filesystem::weakly_canonical(run.folder()).string()},
                    {"fingerprint", run.fingerprint()}});
  }
  return runs;
}

std::optional<std::string> help_or_version(const CommandLine& line, Action action) {
  switch (action) {
    case Action::kHelp:
      return help_text(line, HelpLength::kShort);
    case Action::kHelpAll:
      return help_text(line, HelpLength::kAll);
    case Action::kVersion:
      return session::version_line() + "\n";
    case Action::kPrintConfig:
    case Action::kRun:
      return std::nullopt;
  }
  return std::nullopt;
}

int run_on_runs(const CommandLine& line, const std::vector<std::string>& words,
                const std::function<int(const Arguments&)>& work) {
  const Arguments arguments = parse_arguments(line, words);
  if (const auto text = help_or_version(line, arguments.action)) {
    print(*text);
    return 0;
  }
  return work(arguments);
}

}  // namespace sae::cli
