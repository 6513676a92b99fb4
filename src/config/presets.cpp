// SPDX-License-Identifier: MIT
// Built-in presets and preset files.
#include "config/presets.h"

#include <algorithm>

#include "base/error.h"
#include "config/config_json.h"
#include "format/json.h"
#include "sae_presets.h"

namespace sae::config {
namespace {

std::vector<Setting> settings_of(const format::Json& json, const std::string& name) {
  std::vector<Setting> settings = read_config_file(json, name, ErrorKind::kUsage).settings;
  // A run's config.json contains the name of the preset that it used; it is not applied again.
  std::erase_if(settings, [](const Setting& setting) { return setting.name == "preset"; });
  return settings;
}

}  // namespace

const Setting* find_setting(const std::vector<Setting>& settings, const std::string& name) {
  const auto found = std::ranges::find(settings, name, &Setting::name);
  return found == settings.end() ? nullptr : &*found;
}

bool is_typed(const std::vector<Setting>& settings, const std::string& name) {
  return find_setting(settings, name) != nullptr;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const EmbeddedPreset& preset : kPresets) names.emplace_back(preset.name);
  return names;
}

std::vector<Setting> preset_settings(const PresetChoice& preset) {
  if (!preset) return {};
  const auto known = std::ranges::find(kPresets, preset.name, &EmbeddedPreset::name);
  const format::Json json =
      known == kPresets.end() ? format::read_json(preset.name, ErrorKind::kUsage)
                              : format::parse_json(known->json, preset.name, ErrorKind::kInternal);
  return settings_of(json, preset.name);
}

}  // namespace sae::config
