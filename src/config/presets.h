// SPDX-License-Identifier: MIT
// Presets, settings of published sources: data/presets/<name>.json, embedded at build time, or a
// user's file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"

namespace sae::config {

/// An option's name and its value as text.
struct Setting {
  std::string name;
  std::optional<std::string> text;  ///< none: "not set", null in JSON
};

/// The first setting of this name; null if there is none.
const Setting* find_setting(const std::vector<Setting>& settings, const std::string& name);

/// Whether a setting has this name.
bool is_typed(const std::vector<Setting>& settings, const std::string& name);

/// A built-in preset.
struct EmbeddedPreset {
  const char* name;
  const char* json;  ///< an object of options
};

/// Names of the built-in presets, in natural order.
std::vector<std::string> preset_names();

/// The settings of a preset as command-line text; empty for "none". A user's file is an object of
/// options, or a run's config.json. Throws kUsage if the file cannot be read.
std::vector<Setting> preset_settings(const PresetChoice& preset);

}  // namespace sae::config
