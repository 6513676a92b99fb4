// SPDX-License-Identifier: MIT
// From argv to an exit code.
#include "sae/cli/app.h"

#include <c10/util/Exception.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include "sae/base/error.h"
#include "sae/base/text.h"
#include "sae/cli/arguments.h"
#include "sae/cli/cmd_train.h"
#include "sae/cli/output.h"
#include "sae/cli/version.h"
#include "sae/config/config_json.h"
#include "sae/engine/runtime.h"

namespace sae::cli {
namespace {

void print_problems(const std::vector<std::string>& lines, const std::string& hint) {
  for (const std::string& line : lines) {
    std::fprintf(stderr, "sae_train: error: %s\n", base::printable(line).c_str());
  }
  if (!hint.empty()) std::fprintf(stderr, "sae_train: hint: %s\n", hint.c_str());
}

int report_bug(const std::string& message) {
  print_problems({"internal error: " + base::split(message, '\n').front()},
                 "this is a bug of sae_train: please report it with the command line");
  return 1;
}

int dispatch(const std::vector<std::string>& command_line) {
  const Arguments arguments = parse_arguments({command_line.begin() + 1, command_line.end()});
  switch (arguments.action) {
    case Action::kHelp:
      print(help_text());
      return 0;
    case Action::kVersion:
      print(version_line() + "\n");
      return 0;
    case Action::kPrintConfig: {
      const config::Config config = effective_config(arguments);
      print(config::config_json(config, config::Scope::kRun).dump(2) + "\n");
      return 0;
    }
    case Action::kTrain:
      return train(effective_config(arguments), command_line);
  }
  return 1;
}

}  // namespace

int run_sae_train(int argc, char** argv) {
  engine::flush_denormals();
  // A file that outgrows a limit is to be an error of the write, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return dispatch({argv, argv + argc});
  } catch (const UsageErrors& errors) {
    print_problems(errors.lines(), errors.hint());
    return errors.exit_code();
  } catch (const Error& error) {
    print_problems({error.what()}, error.hint());
    return error.exit_code();
  } catch (const std::filesystem::filesystem_error& error) {
    print_problems({error.path1().string() + ": " + error.code().message()}, "");
    return static_cast<int>(ErrorKind::kOutput);
  } catch (const std::bad_alloc&) {
    print_problems({"out of memory"}, "a smaller --batch_size, --layers or --limit needs less");
    return 1;
  } catch (const c10::Error& error) {
    return report_bug(error.what_without_backtrace());
  } catch (const std::exception& error) {
    return report_bug(error.what());
  }
}

}  // namespace sae::cli
