// SPDX-License-Identifier: MIT
// Parses the command line and prints the help.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"

namespace sae::cli {

/// A command's options and help.
struct CommandLine {
  std::string program;  ///< "sae_train", or "sae" and the command
  std::string purpose;
  std::string footer;                      ///< end of the help: examples
  std::vector<config::FieldText> options;  ///< with defaults, in help order
  bool takes_config = false;               ///< true if --config and --print_config are options
  std::string words{};                     ///< placeholder of run folders, as "RUN..."; empty: none
  std::size_t least_runs = 0;
  std::size_t most_runs = 0;
  bool has_short_help = false;  ///< true if --help shows only the common options
  bool repeats = false;         ///< true if an option may be given several times
};

enum class Action { kRun, kPrintConfig, kHelp, kHelpAll, kVersion };

/// A parsed command line. Values are text and not yet checked.
struct Arguments {
  Action action = Action::kRun;
  std::vector<config::Setting> typed;  ///< in the order of the help, repeated ones as typed
  std::optional<std::string> config_file;
  std::vector<std::string> runs;  ///< run folders, as many as the command takes
};

/// Parses the words after the program's or the command's name. Throws kUsage with one line for
/// each problem: unknown options (with the nearest name), repeated options, unexpected or missing
/// arguments, missing values.
Arguments parse_arguments(const CommandLine& line, const std::vector<std::string>& words);

enum class HelpLength { kShort, kAll };

/// The text of --help or, for kAll, of --help_all. They differ only if the command has a short
/// help.
std::string help_text(const CommandLine& line, HelpLength length = HelpLength::kShort);

/// The command line of sae_train.
CommandLine train_line();

/// Like parse_arguments, for a command with the options of sae_train: it also accepts the published
/// tutorial's -sc for --add_sparse.
Arguments parse_training(const std::vector<std::string>& words,
                         const CommandLine& line = train_line());

}  // namespace sae::cli
