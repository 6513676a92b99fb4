// SPDX-License-Identifier: MIT
// config.json of a run folder: written and read here alone.
#pragma once

#include <filesystem>
#include <string>

#include "config/resolve.h"
#include "format/json.h"

namespace sae::run {

/// What config.json holds: {"schema", "config", "provenance"}.
struct ConfigFile {
  std::string path;             ///< for messages
  config::ConfigFile settings;  ///< its options, for config::resolve
  format::Json options;         ///< the same as JSON
  format::Json provenance;      ///< an object

  int schema() const;
  /// The configuration of the run. Throws kCheckpoint on values that are out of range.
  config::Config config() const;
  /// Checksums of the training rows (data::Dataset::fingerprint); empty if the file has none.
  std::string train_fingerprint() const;
};

/// Throws kCheckpoint unless there is a folder with a config.json that can be read.
ConfigFile read_config_file(const std::filesystem::path& folder);

/// Whether the folder has the config.json of a run.
bool is_run(const std::filesystem::path& folder);

/// The bytes of config.json.
std::string config_bytes(const config::Config& config, const format::Json& provenance);

}  // namespace sae::run
