// SPDX-License-Identifier: MIT
// The content of a public Config.
#pragma once

#include <optional>
#include <vector>

#include "config/resolve.h"
#include "sae/config.h"

namespace sae {

struct Config::State {
  std::optional<config::ConfigFile> file;
  std::vector<config::Setting> typed;  ///< one per option
};

/// Reads the settings of a Config.
struct ConfigAccess {
  static const Config::State& state(const Config& config) { return *config.state_; }
};

}  // namespace sae
