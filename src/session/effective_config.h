// SPDX-License-Identifier: MIT
// The configuration of a training run, from its settings.
#pragma once

#include <optional>
#include <vector>

#include "config/config.h"
#include "config/resolve.h"

namespace sae::session {

/// Resolves a config file and typed settings; a run that is resumed (setting "resume") replaces the
/// file. Throws UsageErrors with one line for each problem, kUsage if both a file and a run to
/// resume are given, and kCheckpoint if that run cannot be read.
config::Resolved resolve_settings(const std::optional<config::ConfigFile>& file,
                                  const std::vector<config::Setting>& typed);

/// The configuration of resolve_settings, with absolute paths of other runs. Sets up the log at the
/// configured level, and logs implied choices and options without effect. Throws as
/// resolve_settings does, and kUsage if the new run would replace a run that it needs.
config::Config effective_config(const std::optional<config::ConfigFile>& file,
                                const std::vector<config::Setting>& typed);

}  // namespace sae::session
