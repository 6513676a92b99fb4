// SPDX-License-Identifier: MIT
// A trial of a sweep: one run with its own settings.
#include "batch/trial.h"

#include <filesystem>
#include <string_view>

#include "base/hash.h"
#include "base/text.h"

namespace sae::batch {
namespace {

/// A file name has at most 255 bytes; a longer name than this is hard to read.
constexpr std::size_t kMostCharacters = 100;

/// The value as part of a folder's name.
std::string name_part(const std::string& value) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
  const std::filesystem::path path(value);
  std::string part =
      path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
  for (char& letter : part) {
    if (kPlain.find(letter) == std::string_view::npos) letter = '-';
  }
  return part;
}

std::string text_of(const config::Setting& setting) { return setting.text.value_or("null"); }

}  // namespace

std::string trial_name(const std::vector<config::Setting>& settings) {
  std::vector<std::string> parts;
  for (const config::Setting& setting : settings) {
    parts.push_back(setting.name + "_" + name_part(text_of(setting)));
  }
  const std::string name = parts.empty() ? "defaults" : base::join(parts, "-");
  if (name.size() <= kMostCharacters) return name;
  const std::string checksum = settings_checksum(settings);
  return name.substr(0, kMostCharacters - checksum.size() - 1).append("-").append(checksum);
}

std::string settings_checksum(const std::vector<config::Setting>& settings) {
  return base::checksum_text(base::crc32_of(settings_text(settings)));
}

std::string settings_text(const std::vector<config::Setting>& settings) {
  std::vector<std::string> parts;
  for (const config::Setting& setting : settings) {
    parts.push_back(setting.name + " " + text_of(setting));
  }
  return base::join(parts, ", ");
}

}  // namespace sae::batch
