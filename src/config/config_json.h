// SPDX-License-Identifier: MIT
// The configuration as JSON: a run's config.json, and config files.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/resolve.h"
#include "format/json.h"

namespace sae::config {

/// Version of config.json's layout. Since version 2, null is a value, and rows and labels are read
/// as they are in the files (data::Split::changes). Runs of schema 1 can still be read.
inline constexpr int kConfigSchema = 2;

/// The fields up to a scope, by name (kMath: only those; kRun: also those of kRun, as in
/// config.json). Values are numbers, strings, booleans, lists, and null for "not set".
format::Json config_json(const Config& config, Scope up_to);

/// Whether config files of this schema can be read.
bool is_known_schema(const format::Json& schema);

/// Parses a config file: a run's config.json ({"schema", "config", "provenance"}, only "config" is
/// used) or a plain object of options. `name` is the file name for messages. Throws `kind` on
/// invalid JSON, an unknown schema, or a value that is not a scalar or a list.
ConfigFile parse_config_file(const std::string& text, const std::string& name,
                             ErrorKind kind = ErrorKind::kUsage);
/// Like parse_config_file, for a parsed document.
ConfigFile read_config_file(const format::Json& document, const std::string& name, ErrorKind kind);

/// Reads and parses a config file. Throws kUsage as read_config_file does, and if the file cannot
/// be read.
ConfigFile load_config_file(const std::filesystem::path& path);

/// One line for each kMath field in which `config` differs from `saved`, which is config_json(…,
/// kMath) of the saved run. A field missing from `saved` (an older run) has its default.
std::vector<std::string> find_differences(const Config& config, const format::Json& saved);

}  // namespace sae::config
