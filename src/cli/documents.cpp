// SPDX-License-Identifier: MIT
// Shell completion and the manual page.
#include "cli/documents.h"

#include <algorithm>

#include "base/text.h"
#include "config/presets.h"

namespace sae::cli {
namespace {

using config::FieldText;

/// The flags of an option: "-e", "--epochs".
std::vector<std::string> flags_of(const FieldText& option) {
  return base::split(option.field.flags, ',');
}

std::vector<std::string> all_flags(const CommandLine& line) {
  std::vector<std::string> flags = {"--help", "--version"};
  if (line.has_short_help) flags.emplace_back("--help_all");
  if (line.takes_config) flags.insert(flags.end(), {"--config", "--print_config"});
  for (const FieldText& option : line.options) {
    for (const std::string& flag : flags_of(option)) flags.push_back(flag);
  }
  return flags;
}

std::vector<std::string> words_for(const FieldText& option) {
  if (option.field.name() == "preset") {
    std::vector<std::string> names = config::preset_names();
    names.insert(names.begin(), "none");
    return names;
  }
  return option.values;
}

/// A case of bash: the value of an option with known words.
std::string value_case(const std::string& command, const FieldText& option) {
  const std::vector<std::string> words = words_for(option);
  if (words.empty()) return "";
  std::vector<std::string> patterns;
  for (const std::string& flag : flags_of(option)) {
    patterns.push_back(command);
    patterns.back().append(":").append(flag);
  }
  return "    " + base::join(patterns, "|") + ") words='" + base::join(words, " ") + "' ;;\n";
}

/// A value that is no word is a file; every shell completes those by itself.
constexpr const char* kFunctionStart = R"(_sae_complete() {
  local program=$1 current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command words=
  # With --option=value, bash makes "=" a word of its own.
  if [[ $current == '=' ]]; then current=; fi
  if [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $program == *sae_train ]]; then command=train; else command=${COMP_WORDS[1]}; fi
  if [[ $program != *sae_train && $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "$_sae_commands" -- "$current"))
    return
  fi
  case $command:$previous in
)";

constexpr const char* kFunctionEnd = R"(  esac
  # An option may follow a plain switch such as --force.
  if [[ $current == -* ]]; then words=${_sae_options[$command]}; fi
  if [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current")); return; fi
  if [[ $previous == -* || " $_sae_on_runs " != *" $command "* ]]; then return; fi
  local folder
  for folder in "${current:-runs/}"*/; do
    if [[ -f $folder/config.json ]]; then COMPREPLY+=("${folder%/}"); fi
  done
}
complete -o default -F _sae_complete sae sae_train
)";

/// Text for roff within a line: a backslash is special, and a hyphen would become a dash that
/// cannot be searched for.
std::string roff(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string man_option(const FieldText& option) {
  std::string flags = base::join(flags_of(option), ", ");
  std::string text =
      ".TP\n.B " + roff(flags) + "\n.RI \\& " + roff("\"" + option.field.value + "\"");
  text += "\n" + std::string("\\&") + roff(option.field.help);
  if (!option.text.empty()) text += " (default: " + roff(option.text) + ")";
  return text + "\n";
}

}  // namespace

std::string bash_completion(const std::vector<DocumentedCommand>& commands) {
  std::vector<std::string> names, on_runs;
  for (const DocumentedCommand& command : commands) {
    names.push_back(command.name);
    if (command.line.words.starts_with("RUN")) on_runs.push_back(command.name);
  }
  std::string text =
      "# Completion of sae and sae_train, written by sae completion.\n_sae_commands='" +
      base::join(names, " ") + " completion man'\n_sae_on_runs='" + base::join(on_runs, " ") +
      "'\ndeclare -gA _sae_options=(\n";
  for (const DocumentedCommand& command : commands) {
    text += "  [" + command.name + "]='" + base::join(all_flags(command.line), " ") + "'\n";
  }
  text += std::string(")\n") + kFunctionStart;
  for (const DocumentedCommand& command : commands) {
    for (const FieldText& option : command.line.options) text += value_case(command.name, option);
  }
  return text + "    completion:*) words='bash zsh' ;;\n" + kFunctionEnd;
}

std::string zsh_completion(const std::vector<DocumentedCommand>& commands) {
  return "autoload -Uz compinit bashcompinit && compinit && bashcompinit\n" +
         bash_completion(commands);
}

std::string man_page(const std::vector<DocumentedCommand>& commands, const std::string& version) {
  std::string text = ".TH SAE 1 \"\" \"" + roff(version) +
                     "\"\n.SH NAME\nsae, sae_train \\- train sparse autoencoders and use them\n"
                     ".SH SYNOPSIS\n.B sae_train\n[OPTION VALUE]...\n.br\n.B sae\nCOMMAND [RUN...] "
                     "[OPTION VALUE]...\n.SH COMMANDS\n";
  for (const DocumentedCommand& command : commands) {
    text += ".TP\n.B " + roff(command.name) + "\n" + roff(command.purpose) + "\n";
  }
  text +=
      ".TP\n.B completion bash|zsh\nprint the completion for a shell\n"
      ".TP\n.B man\nprint this page\n"
      ".SH \"OPTIONS OF EVERY COMMAND\"\n.TP\n.B \\-h, \\-\\-help\nprint the help\n"
      ".TP\n.B \\-\\-version\nprint the versions\n";
  for (const DocumentedCommand& command : commands) {
    std::string purpose = command.line.purpose;
    std::ranges::replace(purpose, '\n', ' ');
    text += ".SH " + roff("\"" + command.line.program + "\"") + "\n" + roff(purpose) + "\n";
    // check-gradients takes the options of train.
    if (command.name == "check-gradients") continue;
    for (const FieldText& option : command.line.options) text += man_option(option);
  }
  return text +
         ".SH EXIT STATUS\n0 ok, 1 internal error, 2 usage, 3 data, 4 output, 5 checkpoint, "
         "6 divergence, 130 or 143 interrupted\n";
}

}  // namespace sae::cli
