// SPDX-License-Identifier: MIT
// Settings of published sources, as a user would type them.
#pragma once

#include <string>
#include <vector>

#include "sae/config/config.h"

namespace sae::config {

/// One option and its value, as text.
struct Setting {
  std::string name;
  std::string text;
};

/// What a preset sets, in the words of the command line; nothing for `kNone`.
/// kTutorialKl, kTutorialL1: the two published FashionMNIST tutorials (ReLU network
/// 784-256-128-64-32-16 and back, batch 32, Adam 1e-4, no decay), each with its own sparsity term.
std::vector<Setting> preset_settings(Preset preset);

}  // namespace sae::config
