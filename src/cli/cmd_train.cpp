// SPDX-License-Identifier: MIT
// The command `sae train`.
#include "cli/cmd_train.h"

#include <optional>

#include "base/interrupt.h"
#include "cli/console.h"
#include "cli/output.h"
#include "config/config_json.h"
#include "session/effective_config.h"
#include "session/session.h"

namespace sae::cli {

config::Config configuration(const Arguments& arguments) {
  std::optional<config::ConfigFile> file;
  if (arguments.config_file) file = config::load_config_file(*arguments.config_file);
  return session::effective_config(file, arguments.typed);
}

int train(const config::Config& config, const std::vector<std::string>& command_line) {
  session::Session session(config, command_line);
  if (config.output.dry_run) {
    print(session.estimate_text());
    return 0;
  }
  // From here on a signal ends the run in order: every folder gets a summary.
  const base::InterruptGuard guard;
  const session::EndedRun run = session.train(make_console, base::pending_signal);
  print(run.folder.string() + "\n");
  session::throw_if_diverged(run);
  const bool interrupted = run.outcome.state == train::EndState::kInterrupted;
  return interrupted ? base::kSignalExit + run.outcome.signal : 0;
}

}  // namespace sae::cli
