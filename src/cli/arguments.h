// SPDX-License-Identifier: MIT
// The command line: what was typed, and the help.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"

namespace sae::cli {

/// A command as its users see it.
struct CommandLine {
  std::string program;  ///< "sae_train", or "sae" and the command
  std::string purpose;
  std::string footer;                      ///< of the help: examples
  std::vector<config::FieldText> options;  ///< with their defaults, in the order of the help
  bool takes_config = false;               ///< whether --config and --print_config are options
  std::string words{};                     ///< what stands for run folders: "RUN..."; empty: none
  std::size_t least_runs = 0;
  std::size_t most_runs = 0;
  bool has_short_help = false;  ///< whether --help shows the common options alone
};

enum class Action { kRun, kPrintConfig, kHelp, kHelpAll, kVersion };

/// What a user typed, not yet looked at: values are text.
struct Arguments {
  Action action = Action::kRun;
  std::vector<config::Setting> typed;
  std::optional<std::string> config_file;
  std::vector<std::string> runs;  ///< as many as the command takes
};

/// Reads the words behind the program's or the command's name. Throws kUsage, with one line for
/// each problem, on unknown or repeated options (with the nearest name), stray or lacking words and
/// missing values.
Arguments parse_arguments(const CommandLine& line, const std::vector<std::string>& words);

enum class HelpLength { kShort, kAll };

/// The text of --help or, kAll, of --help_all; they differ where a command has a short help.
std::string help_text(const CommandLine& line, HelpLength length = HelpLength::kShort);

/// Those of sae_train, which takes the published tutorial's -sc for --add_sparse.
Arguments parse_arguments(const std::vector<std::string>& words);
std::string help_text(HelpLength length = HelpLength::kShort);

}  // namespace sae::cli
