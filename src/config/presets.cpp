// SPDX-License-Identifier: MIT
// Settings of published sources, and of users.
#include "config/presets.h"

#include <algorithm>

#include "base/error.h"
#include "config/config_json.h"
#include "format/file.h"
#include "sae_presets.h"

namespace sae::config {
namespace {

constexpr std::int64_t kMostPresetBytes = std::int64_t{16} << 20;

std::vector<Setting> parse_preset(const std::string& json, const std::string& name) {
  std::vector<Setting> settings = parse_config_file(json, name).settings;
  // A run's config.json names the preset that it came from.
  std::erase_if(settings, [](const Setting& setting) { return setting.name == "preset"; });
  return settings;
}

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const EmbeddedPreset& preset : kPresets) names.emplace_back(preset.name);
  return names;
}

std::vector<Setting> preset_settings(const PresetChoice& preset) {
  if (!preset) return {};
  const auto known = std::ranges::find(kPresets, preset.name, &EmbeddedPreset::name);
  if (known != kPresets.end()) return parse_preset(known->json, preset.name);
  return parse_preset(format::read_file(preset.name, kMostPresetBytes, ErrorKind::kUsage),
                      preset.name);
}

}  // namespace sae::config
