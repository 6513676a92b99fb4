// SPDX-License-Identifier: MIT
// config.json of a run folder. No other code reads or writes it.
#pragma once

#include <filesystem>
#include <string>

#include "config/resolve.h"
#include "format/json.h"

namespace sae::run {

/// Key of the provenance of a run that `sae import` made; the value says what it was made of.
inline constexpr const char* kImportedKey = "imported";

/// Content of config.json: {"schema", "config", "provenance"}.
struct ConfigFile {
  std::string path;             ///< for messages
  config::ConfigFile settings;  ///< the options, for config::resolve
  format::Json options;         ///< the same options as JSON
  format::Json provenance;      ///< an object

  int schema() const;
  /// The configuration of the run. Throws kCheckpoint on values out of range.
  config::Config config() const;
  /// Checksum of the training rows (data::Dataset::fingerprint); empty if the file has none.
  std::string train_fingerprint() const;
  /// Whether `sae import` made the run: it was never trained here.
  bool imported() const { return provenance.contains(kImportedKey); }
};

/// Throws kCheckpoint if `folder` is not a folder or its config.json cannot be read.
ConfigFile read_config_file(const std::filesystem::path& folder);

/// True if the folder contains the config.json of a run.
bool is_run(const std::filesystem::path& folder);

/// The bytes of config.json.
std::string config_bytes(const config::Config& config, const format::Json& provenance);

}  // namespace sae::run
