// SPDX-License-Identifier: MIT
// The closed sets of choices, each with one table of names.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sae/base/log.h"

namespace sae::config {

/// The sparsity term; loss/penalties.h has the formulas.
enum class Penalty { kKl, kL1, kKlPerSample, kL1AllLayers };
enum class Activation { kIdentity, kRelu, kSigmoid, kTanh };
/// The reconstruction term; loss/reconstruction.h has the formulas.
enum class Reconstruction { kMse, kHalfSse, kBce };
enum class OptimizerKind { kAdam, kSgd };
enum class LrSchedule { kConstant, kCosine };
enum class EngineChoice { kAuto, kFused, kAutograd };
enum class DeviceChoice { kAuto, kCpu, kCuda };
enum class ProgressMode { kAuto, kOn, kOff };
enum class Preset { kNone, kTutorialKl, kTutorialL1 };
using base::LogLevel;

template <class Enum>
struct EnumName {
  Enum value;
  std::string_view name;
};

/// The names that a user types; specialised once for each set.
template <class Enum>
inline constexpr auto kNames = nullptr;

template <>
inline constexpr auto kNames<Penalty> =
    std::to_array<EnumName<Penalty>>({{Penalty::kKl, "kl"},
                                      {Penalty::kL1, "l1"},
                                      {Penalty::kKlPerSample, "kl_per_sample"},
                                      {Penalty::kL1AllLayers, "l1_all_layers"}});
template <>
inline constexpr auto kNames<Activation> =
    std::to_array<EnumName<Activation>>({{Activation::kIdentity, "identity"},
                                         {Activation::kRelu, "relu"},
                                         {Activation::kSigmoid, "sigmoid"},
                                         {Activation::kTanh, "tanh"}});
template <>
inline constexpr auto kNames<Reconstruction> =
    std::to_array<EnumName<Reconstruction>>({{Reconstruction::kMse, "mse"},
                                             {Reconstruction::kHalfSse, "half_sse"},
                                             {Reconstruction::kBce, "bce"}});
template <>
inline constexpr auto kNames<OptimizerKind> = std::to_array<EnumName<OptimizerKind>>(
    {{OptimizerKind::kAdam, "adam"}, {OptimizerKind::kSgd, "sgd"}});
template <>
inline constexpr auto kNames<LrSchedule> = std::to_array<EnumName<LrSchedule>>(
    {{LrSchedule::kConstant, "constant"}, {LrSchedule::kCosine, "cosine"}});
template <>
inline constexpr auto kNames<EngineChoice> =
    std::to_array<EnumName<EngineChoice>>({{EngineChoice::kAuto, "auto"},
                                           {EngineChoice::kFused, "fused"},
                                           {EngineChoice::kAutograd, "autograd"}});
template <>
inline constexpr auto kNames<DeviceChoice> = std::to_array<EnumName<DeviceChoice>>(
    {{DeviceChoice::kAuto, "auto"}, {DeviceChoice::kCpu, "cpu"}, {DeviceChoice::kCuda, "cuda"}});
template <>
inline constexpr auto kNames<ProgressMode> = std::to_array<EnumName<ProgressMode>>(
    {{ProgressMode::kAuto, "auto"}, {ProgressMode::kOn, "on"}, {ProgressMode::kOff, "off"}});
template <>
inline constexpr auto kNames<Preset> =
    std::to_array<EnumName<Preset>>({{Preset::kNone, "none"},
                                     {Preset::kTutorialKl, "tutorial-kl"},
                                     {Preset::kTutorialL1, "tutorial-l1"}});
template <>
inline constexpr auto kNames<LogLevel> =
    std::to_array<EnumName<LogLevel>>({{LogLevel::kDebug, "debug"},
                                       {LogLevel::kInfo, "info"},
                                       {LogLevel::kWarning, "warning"},
                                       {LogLevel::kError, "error"},
                                       {LogLevel::kOff, "off"}});

/// The name of a value, as the user types it.
template <class Enum>
std::string enum_name(Enum value) {
  const auto* found = std::ranges::find(kNames<Enum>, value, &EnumName<Enum>::value);
  return std::string(found->name);
}

/// The value of a name; nothing when the set has no such name.
template <class Enum>
std::optional<Enum> enum_value(std::string_view name) {
  const auto* found = std::ranges::find(kNames<Enum>, name, &EnumName<Enum>::name);
  if (found == kNames<Enum>.end()) return std::nullopt;
  return found->value;
}

/// All names of a set in their order.
template <class Enum>
std::vector<std::string> enum_names() {
  std::vector<std::string> names;
  for (const auto& entry : kNames<Enum>) names.emplace_back(entry.name);
  return names;
}

}  // namespace sae::config
