// SPDX-License-Identifier: MIT
// From argv to an exit code.
#include "sae/cli/app.h"

#include <c10/util/Exception.h>

#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "sae/base/error.h"
#include "sae/base/text.h"
#include "sae/cli/arguments.h"
#include "sae/cli/cmd_train.h"
#include "sae/cli/version.h"
#include "sae/config/config_json.h"
#include "sae/engine/runtime.h"

namespace sae::cli {
namespace {

void print_problem(const std::string& message, const std::string& hint) {
  for (const std::string& line : base::split(message, '\n')) {
    std::fprintf(stderr, "sae_train: error: %s\n", line.c_str());
  }
  if (!hint.empty()) std::fprintf(stderr, "sae_train: hint: %s\n", hint.c_str());
}

int report_bug(const std::string& message) {
  print_problem("internal error: " + base::split(message, '\n').front(),
                "this is a bug of sae_train: please report it with the command line");
  return 1;
}

int dispatch(const std::vector<std::string>& command_line) {
  const Arguments arguments = parse_arguments({command_line.begin() + 1, command_line.end()});
  switch (arguments.action) {
    case Action::kHelp:
      std::fputs(help_text().c_str(), stdout);
      return 0;
    case Action::kVersion:
      std::printf("%s\n", version_line().c_str());
      return 0;
    case Action::kPrintConfig: {
      const config::Config config = effective_config(arguments);
      std::printf("%s\n", config::config_json(config, config::Scope::kRun).dump(2).c_str());
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
  try {
    return dispatch({argv, argv + argc});
  } catch (const Error& error) {
    print_problem(error.what(), error.hint());
    return error.exit_code();
  } catch (const std::bad_alloc&) {
    print_problem("out of memory", "a smaller --batch_size, --layers or --limit needs less");
    return 1;
  } catch (const c10::Error& error) {
    return report_bug(error.what_without_backtrace());
  } catch (const std::exception& error) {
    return report_bug(error.what());
  }
}

}  // namespace sae::cli
