// SPDX-License-Identifier: MIT
// What runs can be chosen, sorted and grouped by: figures, options and the state, by name.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "batch/run_figures.h"
#include "config/enums.h"
#include "run/run_list.h"

namespace sae::batch {

/// Name of a run's state (ListedRun::state) among its values.
inline constexpr const char* kStateName = "state";

/// The value of an option that has no effect in a run, such as --rho with --penalty l1.
inline constexpr const char* kIdle = "–";

/// The values of a run.
struct RunValues {
  std::map<std::string, double> figures;  ///< figures_of
  /// All up to Scope::kRun, as typed in usual form, or kIdle.
  std::map<std::string, std::string> options;
  std::string state;
};

RunValues values_of(const run::ListedRun& run, config::Weights at);

/// What a name may stand for. kValue: a figure, an option or the state.
enum class NameKind { kFigure, kOption, kFigureOrOption, kValue };

/// The name as it stands in RunValues: "reg_param" is "beta". flag: the option that takes the name,
/// for the message. Throws kUsage, with the nearest name, if there is none of this kind.
std::string known_name(const std::string& typed, NameKind kind, const std::string& flag);

/// known_name for each of several names, separated by commas. Throws kUsage on a repeated one too.
std::vector<std::string> known_names(const std::string& typed, NameKind kind,
                                     const std::string& flag);

/// The options with different values in the runs in which they have an effect, in the order of the
/// help. Those that cannot change
/// the figures (device, threads, outputs) count only if no other differs; the preset never, because
/// its options are in the list.
std::vector<std::string> differing_options(const std::vector<RunValues>& runs);

/// The options that can change figures, in the order of the help.
std::vector<std::string> options_with_effect();

/// The folders without the parents that all have in common; at least their last part.
std::vector<std::string> short_names(const std::vector<std::filesystem::path>& folders);

}  // namespace sae::batch
