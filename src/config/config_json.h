// SPDX-License-Identifier: MIT
// The configuration as JSON: config.json of a run, and config files.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "config/resolve.h"
#include "format/json.h"

namespace sae::config {

/// The version of config.json's layout. Since 2, null is a value, and rows and labels are read as
/// they stand in the files (data::Split::changes); runs of schema 1 are still read.
inline constexpr int kConfigSchema = 2;

/// The fields up to a scope by name (kMath: those alone; kRun: those too, as in config.json):
/// numbers, strings, booleans, a list for the widths, null for "not set".
format::Json config_json(const Config& config, Scope up_to);

/// Whether config files of this schema are read.
bool is_known_schema(const format::Json& schema);

/// Reads a config file: either a run's config.json ({"schema", "config", "provenance"}, of which
/// only "config" counts) or a plain object of options. `name` stands for the file in messages.
/// Throws `kind` on JSON that cannot be read, another schema, or a value that is no scalar or list.
ConfigFile parse_config_file(const std::string& text, const std::string& name,
                             ErrorKind kind = ErrorKind::kUsage);
/// The same of a document that was parsed.
ConfigFile read_config_file(const format::Json& document, const std::string& name, ErrorKind kind);

/// One line for each mathematical field in which `config` differs from `saved`, what config_json
/// gave for kMath when a run was saved. A field that `saved` lacks, being older than the field, had
/// its default.
std::vector<std::string> find_differences(const Config& config, const format::Json& saved);

}  // namespace sae::config
