// SPDX-License-Identifier: MIT
// Settings of published sources.
#include "sae/config/presets.h"

namespace sae::config {
namespace {

std::vector<Setting> tutorial_settings(Penalty penalty, const std::string& images_every) {
  return {{"layers", "256,128,64,32,16"},
          {"activation", "relu"},
          {"code_activation", "relu"},
          {"output_activation", "relu"},
          {"tied", "no"},
          {"loss", "mse"},
          {"penalty", enum_name(penalty)},
          {"beta", "0.001"},
          {"rho", "0.05"},
          {"lambda", "0"},
          {"optimizer", "adam"},
          {"lr", "0.0001"},
          {"batch_size", "32"},
          {"images_every", images_every}};
}

}  // namespace

std::vector<Setting> preset_settings(Preset preset) {
  switch (preset) {
    case Preset::kNone:
      return {};
    case Preset::kTutorialKl:
      return tutorial_settings(Penalty::kKlPerSample, "1");
    case Preset::kTutorialL1:
      return tutorial_settings(Penalty::kL1AllLayers, "5");
  }
  return {};
}

}  // namespace sae::config
