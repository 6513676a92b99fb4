// SPDX-License-Identifier: MIT
// Entry points of the programs: from argv to an exit code.
#include "cli/app.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/allocator.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cmd_anomaly.h"
#include "cli/cmd_best.h"
#include "cli/cmd_check_gradients.h"
#include "cli/cmd_classify.h"
#include "cli/cmd_cluster.h"
#include "cli/cmd_compare.h"
#include "cli/cmd_data.h"
#include "cli/cmd_decode.h"
#include "cli/cmd_encode.h"
#include "cli/cmd_eval.h"
#include "cli/cmd_export.h"
#include "cli/cmd_import.h"
#include "cli/cmd_reconstruct.h"
#include "cli/cmd_report.h"
#include "cli/cmd_runs.h"
#include "cli/cmd_show.h"
#include "cli/cmd_sweep.h"
#include "cli/cmd_train.h"
#include "cli/cmd_units.h"
#include "cli/cmd_verify.h"
#include "cli/documents.h"
#include "cli/output.h"
#include "cli/own_fonts.h"
#include "cli/run_command.h"
#include "config/config_json.h"
#include "format/file.h"
#include "machine/threads.h"
#include "session/to_error.h"
#include "session/version.h"
#include "train/denormals.h"

namespace sae::cli {
namespace {

/// Prints errors on stderr; each line begins with the program's name.
class ErrorPrinter {
 public:
  explicit ErrorPrinter(std::string program) : program_(std::move(program)) {}

  void print(const std::vector<std::string>& lines, const std::string& hint) const {
    for (const std::string& line : lines) {
      std::fprintf(stderr, "%s: error: %s\n", program_.c_str(), base::printable(line).c_str());
    }
    if (hint.empty()) return;
    std::fprintf(stderr, "%s: hint: %s\n", program_.c_str(), base::printable(hint).c_str());
  }

 private:
  std::string program_;
};

using Words = std::vector<std::string>;

/// A command with the options of sae_train. words: arguments after its name.
int run_training(const CommandLine& line, const Words& words,
                 const std::function<int(const config::Config&)>& work) {
  const Arguments arguments = parse_training(words, line);
  if (const auto text = help_or_version(line, arguments.action)) {
    print(*text);
    return 0;
  }
  const config::Config config = configuration(arguments);
  if (arguments.action != Action::kPrintConfig) return work(config);
  print(config::config_json(config, config::Scope::kRun).dump(2) + "\n");
  return 0;
}

int run_train(const Words& words, const Words& command_line) {
  return run_training(train_line(), words,
                      [&](const config::Config& config) { return train(config, command_line); });
}

CommandLine check_gradients_line() {
  CommandLine line = train_line();
  line.program = "sae check-gradients";
  line.purpose =
      "Compares the gradients of a configuration with central differences in float64, on up to 100 "
      "training rows.\nTakes the options of sae_train, and 10 to 40 s.";
  line.footer =
      "Example: sae check-gradients --preset ufldl-patches --data photos\n"
      "Exit codes: 0 equal, 1 different, 2 usage, 3 data.";
  return line;
}

int run_check_gradients(const Words& words, const Words&) {
  return run_training(check_gradients_line(), words, check_gradients);
}

int run_classify(const Words& words, const Words& command_line) {
  return run_on_runs(classify_line(), words,
                     [&](const Arguments& arguments) { return classify(arguments, command_line); });
}

/// A command of `sae`.
struct Command {
  const char* name;
  const char* purpose;
  CommandLine (*line)();  ///< its options and help
  int (*run)(const Words& words, const Words& command_line);
};
constexpr std::array<Command, 20> kCommands = {{
    {"train", "train a sparse autoencoder; the same as sae_train", train_line, run_train},
    {"sweep", "train a run for each combination of option values, and go on after a stop",
     sweep_line, sweep},
    {"check-gradients", "compare the gradients of a configuration with finite differences",
     check_gradients_line, run_check_gradients},
    {"data", "show what files of data contain, and write their rows after scaling", data_line,
     describe_data},
    {"runs", "list runs with their key figures", runs_line, list_runs},
    {"compare", "compare runs: the options in which they differ, and their figures", compare_line,
     compare},
    {"best", "print the folder of the best run, for a script", best_line, print_best},
    {"eval", "measure a trained run on its own or on other rows, per class too", eval_line,
     evaluate},
    {"report", "write the page of a run, to explore its units and samples in a browser",
     report_line, write_report},
    {"show", "print the card of a run, a unit or a row in the terminal", show_line, show},
    {"verify", "recompute the figures of a run and compare them with its files", verify_line,
     verify},
    {"units", "list the units of a run by what they do, or by how well they tell two classes apart",
     units_line, list_units},
    {"encode", "write the codes of rows to a file", encode_line, encode},
    {"decode", "turn codes into rows in the data's own units", decode_line, decode},
    {"reconstruct", "write the reconstructions of rows to a file or as pictures", reconstruct_line,
     reconstruct},
    {"classify", "train a classifier on labelled rows, using the codes of trained runs",
     classify_line, run_classify},
    {"cluster", "cluster rows with k-means, on their codes and on the rows themselves",
     cluster_line, cluster},
    {"anomaly", "find rows that a trained run reconstructs badly", anomaly_line, anomaly},
    {"export", "write a run's network for another program: ONNX, safetensors, NumPy, sae-lens, CSV",
     export_line, export_run},
    {"import", "make a run of a network of sae-lens, eai-sparsify or sae export", import_line,
     import_run},
}};

std::string sae_help() {
  std::string text =
      "Trains and applies sparse autoencoders.\n"
      "Usage: sae COMMAND [OPTIONS]; sae COMMAND --help lists the options.\n\n";
  for (const Command& command : kCommands) {
    const std::string name = command.name;
    text += "  " + name + std::string(18 - name.size(), ' ') + command.purpose + "\n";
  }
  text +=
      "  completion        print the completion for a shell: eval \"$(sae completion bash)\"\n"
      "  man               print the manual page: sae man | man -l -\n";
  return text;
}

constexpr const char* kCompletionHelp =
    "Prints the completion of commands, options, values and run folders for a shell.\n"
    "Usage: sae completion bash|zsh\n\n"
    "bash: add  eval \"$(sae completion bash)\"  to ~/.bashrc\n"
    "zsh:  add  eval \"$(sae completion zsh)\"  to ~/.zshrc\n";
constexpr const char* kManHelp =
    "Prints the manual page of sae and sae_train.\n"
    "Usage: sae man\n\n"
    "Example: sae man | man -l -\n";

bool asks_for_help(const Words& words) { return words == Words{"--help"} || words == Words{"-h"}; }

std::string completion(const std::vector<DocumentedCommand>& commands, const Words& words) {
  if (asks_for_help(words)) return kCompletionHelp;
  if (words == Words{"bash"}) return bash_completion(commands);
  if (words == Words{"zsh"}) return zsh_completion(commands);
  throw Error(ErrorKind::kUsage,
              "sae completion: expected bash or zsh, found " +
                  (words.empty() ? "none" : base::quote(base::join(words, " "))));
}

std::string manual(const std::vector<DocumentedCommand>& commands, const Words& words) {
  if (asks_for_help(words)) return kManHelp;
  if (words.empty()) return man_page(commands, session::version_line());
  throw Error(ErrorKind::kUsage,
              "sae man: expected no arguments, found " + base::quote(words.front()));
}

std::vector<DocumentedCommand> documented_commands() {
  std::vector<DocumentedCommand> commands;
  for (const Command& command : kCommands) {
    commands.push_back({command.name, command.purpose, command.line()});
  }
  return commands;
}

int run_command(const Words& command_line) {
  const std::string asked = command_line.size() > 1 ? command_line[1] : "--help";
  if (asked == "--help" || asked == "-h") {
    print(sae_help());
    return 0;
  }
  if (asked == "--version") {
    print(session::version_line() + "\n");
    return 0;
  }
  const Words words(command_line.begin() + 2, command_line.end());
  if (asked == "completion" || asked == "man") {
    const auto commands = documented_commands();
    print(asked == "man" ? manual(commands, words) : completion(commands, words));
    return 0;
  }
  Words known;
  for (const Command& command : kCommands) {
    if (asked == command.name) return command.run(words, command_line);
    known.emplace_back(command.name);
  }
  known.insert(known.end(), {"completion", "man"});
  const auto near = base::nearest(asked, known);
  throw Error(ErrorKind::kUsage,
              "expected a command (" + base::join(known, ", ") + "), found " + base::quote(asked),
              near ? "did you mean '" + *near + "'?" : "sae --help describes each command");
}

/// Converts errors to exit codes; no other code does.
template <class Action>
int guarded(const char* program, const Action& action) {
  const ErrorPrinter printer(program);
  base::keep_freed_memory();
  train::flush_denormals();
  use_own_fonts();
  // Exceeding a file size limit must fail the write, not kill the process.
  std::signal(SIGXFSZ, SIG_IGN);
  format::report_shortened_files(program);
  try {
    return action();
  } catch (const UsageErrors& errors) {
    printer.print(errors.lines(), errors.hint());
    return errors.exit_code();
  } catch (const std::exception& exception) {
    const Error error = session::to_error(exception);
    printer.print({error.what()}, error.hint());
    return error.exit_code();
  }
}

}  // namespace

int run_sae_train(int argc, char** argv) {
  const Words words(argv, argv + argc);
  return guarded("sae_train", [&] { return run_train({words.begin() + 1, words.end()}, words); });
}

int run_sae(int argc, char** argv) {
  return guarded("sae", [&] { return run_command({argv, argv + argc}); });
}

void end_process(int code) {
#ifdef __SANITIZE_ADDRESS__
  std::exit(code);
#else
  std::fflush(nullptr);
  std::_Exit(code);
#endif
}

}  // namespace sae::cli
