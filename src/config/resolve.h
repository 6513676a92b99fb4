// SPDX-License-Identifier: MIT
// Resolves the user's settings to the effective configuration.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/presets.h"

namespace sae::config {

/// Source of a value; a later source overrides an earlier one.
enum class Source { kDefault, kPreset, kFile, kCommandLine };

/// Source of each field, by name; a missing field has its default.
using Sources = std::map<std::string, Source>;

struct Resolved {
  Config config;
  Sources sources;
  std::vector<std::string> problems;  ///< one line each: unreadable values, unknown names
  std::vector<std::string> notes;     ///< implied choices, to be logged
};

/// Content of a config file.
struct ConfigFile {
  std::vector<Setting> settings;
  /// Schema of a run's config.json, which is complete: a missing option has its default, and its
  /// preset is only provenance. nullopt: a plain object of options.
  std::optional<int> schema{};
};

/// Applies the preset named in `file` or `typed`, then `file`, then `typed`. A penalty from a later
/// source than beta (or the code's activation) sets its own default for them: 1e-4 (and relu) for
/// l1. A topk code from a plain file or the command line implies what is not chosen: a linear
/// output, --init sae, --decoder_norm unit, --pre_bias yes, --scale rms. typed: settings of the
/// command line. A typed preset beside a complete file is a problem, because it would have no
/// effect.
Resolved resolve(const ConfigFile& file, const std::vector<Setting>& typed);

/// The learning rate if none is chosen: 2e-4/√(H/2¹⁴) for a topk or jumprelu code of H units under
/// adam (Gao et al. 2024), rounded to three digits and at most kUsualRate; otherwise kUsualRate.
double usual_rate(const Config& config);

/// Default weight of a sparsity term.
double default_beta(Penalty penalty);

/// Names of all fields, for messages and suggestions.
std::vector<std::string> field_names();

}  // namespace sae::config
