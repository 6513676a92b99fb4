// SPDX-License-Identifier: MIT
// Shell completion and the manual page, from the list of commands and options.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// A command of `sae` with its options.
struct DocumentedCommand {
  std::string name;
  std::string purpose;
  CommandLine line;
};

/// A script that completes `sae` and `sae_train` in bash: commands, options, the words that an
/// option takes, and files. sae_train has the options of the command "train".
std::string bash_completion(const std::vector<DocumentedCommand>& commands);

/// The same for zsh, by its emulation of bash's completion.
std::string zsh_completion(const std::vector<DocumentedCommand>& commands);

/// The manual page sae(1) in roff. version: the line of --version.
std::string man_page(const std::vector<DocumentedCommand>& commands, const std::string& version);

}  // namespace sae::cli
