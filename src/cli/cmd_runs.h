// SPDX-License-Identifier: MIT
// The command `sae runs`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "format/json.h"
#include "run/run_list.h"

namespace sae::cli {

/// Its options and help.
CommandLine runs_line();

/// A line for each run under a header: state, epochs, the last row of its metrics, training time.
std::string runs_text(const std::vector<run::ListedRun>& runs);

/// The same as a list of objects, with all columns of metrics.csv.
format::Json runs_list_json(const std::vector<run::ListedRun>& runs);

/// sae runs [DIR...]: lists the runs in folders (default: runs). words: arguments after the
/// command's name. Returns 0; throws Error.
int list_runs(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
