// SPDX-License-Identifier: MIT
// Settings of published sources: data/presets/<name>.json, built into the program, or a user's
// file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"

namespace sae::config {

/// One option and its value, as text.
struct Setting {
  std::string name;
  std::optional<std::string> text;  ///< none: "not set", which JSON's null means
};

/// A preset that comes with the program.
struct EmbeddedPreset {
  const char* name;
  const char* json;  ///< an object of options
};

/// The names of the presets that come with the program, in natural order.
std::vector<std::string> preset_names();

/// What a preset sets, in the words of the command line; nothing for "none". A user's file is an
/// object of options, or the config.json of a run. Throws kUsage on a file that cannot be read.
std::vector<Setting> preset_settings(const PresetChoice& preset);

}  // namespace sae::config
