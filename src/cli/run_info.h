// SPDX-License-Identifier: MIT
// What a run tells of itself before it trains: in its records and in the log.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "data/split.h"
#include "format/json.h"
#include "run/resume.h"

namespace sae::cli {

/// For config.json: versions, data, the command line as typed and the time.
format::Json provenance(const data::Split& split, const std::vector<std::string>& command_line);

/// Why a run takes what it takes.
struct Reasons {
  std::string engine;
  std::string device;
};

/// What summary.json says besides the results.
format::Json run_facts(const config::Config& config, const Reasons& reasons,
                       const data::Split& split, const run::Machine& machine);

/// Logs the data, the network, the engine and the loss. facts: of run_facts.
void announce(const config::Config& config, const data::Split& split, const format::Json& facts);

/// Logs a warning of a run that trains on when its schedule is at its end, or ends before its
/// warm-up does.
void warn_of_schedule(const config::Config& config);

/// Logs a warning where a test set chooses the model: it no longer tells how good the model is on
/// new data.
void warn_of_choice(const config::Config& config, const data::Split& split);

}  // namespace sae::cli
