// SPDX-License-Identifier: MIT
// From what a user wrote to the effective configuration.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/presets.h"

namespace sae::config {

/// Where a value comes from; a later source overrides an earlier one.
enum class Source { kDefault, kPreset, kFile, kCommandLine };

/// The sources of one field each, by its name; a field that is absent has its default.
using Sources = std::map<std::string, Source>;

struct Resolved {
  Config config;
  Sources sources;
  std::vector<std::string> problems;  ///< one line each: values that cannot be read, unknown names
  std::vector<std::string> notes;     ///< what a choice implied, to be logged
};

/// What a config file says.
struct ConfigFile {
  std::vector<Setting> settings;
  /// Of a run's config.json, which is complete: what it lacks has its default, and the preset it
  /// names only tells where its values came from. None: a plain object of options.
  std::optional<int> schema{};
};

/// Applies the preset that `file` or `typed` name, then `file`, then `typed`. A penalty chosen at a
/// later source than beta (or the code's activation) brings its own default for them: 1e-4 (and
/// relu) for l1. typed: settings of the command line; a preset among them beside a complete file is
/// a problem, for it would change nothing.
Resolved resolve(const ConfigFile& file, const std::vector<Setting>& typed);

/// The default weight of a sparsity term.
double default_beta(Penalty penalty);

/// The names of all fields, for messages and suggestions.
std::vector<std::string> field_names();

}  // namespace sae::config
