// SPDX-License-Identifier: MIT
// A trial of a sweep: one run with its own settings.
#pragma once

#include <string>
#include <vector>

#include "config/presets.h"

namespace sae::batch {

/// One run of a sweep.
struct Trial {
  std::string name;  ///< of its folder in that of the sweep; unique in the sweep
  /// What distinguishes it from other trials, with values in their usual form (".05" is "0.05").
  std::vector<config::Setting> settings;
};

/// The name of a trial with these settings, the same in every sweep: "rho_0.05-seed_1". Of a path,
/// only the last part; characters that a shell would not take as they are become '-'. A name of
/// more than 100 characters is cut and ends in a checksum of the settings.
std::string trial_name(const std::vector<config::Setting>& settings);

/// A checksum of the settings, eight hexadecimal digits.
std::string settings_checksum(const std::vector<config::Setting>& settings);

/// The settings for people: "rho 0.05, seed 1".
std::string settings_text(const std::vector<config::Setting>& settings);

}  // namespace sae::batch
