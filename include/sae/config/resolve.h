// SPDX-License-Identifier: MIT
// From what a user wrote to the effective configuration.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sae/config/config.h"
#include "sae/config/presets.h"

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

/// Applies the preset that `file` or `typed` name, then `file`, then `typed`. A penalty chosen at a
/// later source than beta (or the code's activation) brings its own default for them: 1e-4 (and
/// relu) for l1. `file`: settings of a config file; `typed`: of the command line.
Resolved resolve(const std::vector<Setting>& file, const std::vector<Setting>& typed);

/// The default weight of a sparsity term.
double default_beta(Penalty penalty);

/// The names of all fields, for messages and suggestions.
std::vector<std::string> field_names();

}  // namespace sae::config
