// SPDX-License-Identifier: MIT
// Checks that the output layer and the loss can reach the targets.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>

#include "config/config.h"
#include "data/split.h"

namespace sae::session {

/// Minimum and maximum of some values.
struct ValueRange {
  double low = 0;
  double high = 0;
};

/// The range of features [N, D], N >= 1.
ValueRange range_of(const at::Tensor& features);

/// The output activation for auto: sigmoid if it reaches all targets or if cross-entropy needs it,
/// otherwise identity.
config::Activation choose_output(config::Reconstruction loss, const ValueRange& targets);

/// Why the output layer cannot reach the targets, and which options help; nothing if it can. The
/// output activation must be set (settle_output).
std::optional<std::string> find_unreachable(const config::Config& config,
                                            const ValueRange& targets);

/// That the scaled training rows leave seven eighths of the scale's range empty, such as grey
/// values from 0 to 16 in bytes, and which option helps; nothing if they do not.
std::optional<std::string> find_empty_range(const config::Config& config, config::Scale scale,
                                            const ValueRange& training);

/// Changes to and range of the targets, for the log and summary.json.
struct Targets {
  ValueRange training;                  ///< range of the scaled training rows
  bool chosen = false;                  ///< true if auto chose the output activation
  std::optional<std::int64_t> clipped;  ///< validation values that --clip changed, if it applies
};

/// Replaces auto with choose_output for the training rows. Returns true if it did.
bool settle_output(config::Config& config, const ValueRange& training);

/// --clip yes with cross-entropy: clips validation and test rows, as input and as target, to [0, 1]
/// if scaling by the training rows left values outside. Returns the number of clipped validation
/// values; nothing if the option does not apply.
std::optional<std::int64_t> clip_targets(const config::Config& config, data::Split& split);

/// Throws kData if the loss is cross-entropy and targets are outside [0, 1], where it is undefined.
void check_targets(const config::Config& config, const data::Split& split);

/// Calls clip_targets, check_targets and settle_output.
Targets prepare_targets(config::Config& config, data::Split& split);

/// Logs what was clipped and chosen. Logs a warning if the requested output activation cannot reach
/// the training rows.
void announce_targets(const config::Config& config, const data::Split& split,
                      const Targets& targets);

/// Sets the number of classes for --penalty group. Throws kUsage if the training rows have none.
void settle_classes(config::Config& config, const data::Dataset& training);

}  // namespace sae::session
