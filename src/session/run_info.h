// SPDX-License-Identifier: MIT
// Start-up log lines and provenance of a run.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "data/split.h"
#include "format/json.h"
#include "run/resume.h"

namespace sae::session {

/// For config.json: versions, data, command line as typed, start time.
format::Json provenance(const data::Split& split, const std::vector<std::string>& command_line);

/// Why this engine and this device were chosen.
struct Reasons {
  std::string engine;
  std::string device;
};

/// Content of summary.json other than results.
format::Json run_facts(const config::Config& config, const Reasons& reasons,
                       const data::Split& split, const run::Machine& machine);

/// Logs the data, the network, the engine and the loss. facts: from run_facts.
void announce(const config::Config& config, const data::Split& split, const format::Json& facts);

/// Logs a warning if training continues after its learning-rate schedule ends, or ends before the
/// warm-up does.
void warn_of_schedule(const config::Config& config);

/// Logs a warning if the test set chooses the model: its error then no longer estimates the error
/// on new data.
void warn_of_choice(const config::Config& config, const data::Split& split);

}  // namespace sae::session
