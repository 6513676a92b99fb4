// SPDX-License-Identifier: MIT
// The configuration as JSON: config.json of a run, and config files.
#pragma once

#include <string>
#include <vector>

#include "sae/config/config.h"
#include "sae/config/presets.h"
#include "sae/format/json.h"

namespace sae::config {

/// The version of config.json's layout.
inline constexpr int kConfigSchema = 1;

/// The fields up to a scope by name (kMath: those alone; kRun: those too, as in config.json):
/// numbers, strings, booleans, a list for the widths, null for "not set".
format::Json config_json(const Config& config, Scope up_to);

/// The settings of a config file: either a run's config.json ({"schema", "config", "provenance"},
/// of which only "config" counts) or a plain object of options. `name` stands for the file in
/// messages. Throws `kind` on JSON that cannot be read, another schema, or a value that is no
/// scalar or list.
std::vector<Setting> parse_config_file(const std::string& text, const std::string& name,
                                       ErrorKind kind = ErrorKind::kUsage);

/// One line for each mathematical field in which `config` differs from `saved`, what config_json
/// gave for kMath when a run was saved. A field that `saved` lacks, being older than the field, had
/// its default.
std::vector<std::string> find_differences(const Config& config, const format::Json& saved);

}  // namespace sae::config
