// SPDX-License-Identifier: MIT
// What a network is to give, and whether its output layer and its loss can.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>

#include "config/config.h"
#include "data/split.h"

namespace sae::cli {

/// The least and the largest of some values.
struct ValueRange {
  double low = 0;
  double high = 0;
};

/// The range of features [N, D], N >= 1.
ValueRange range_of(const at::Tensor& features);

/// The output activation that auto stands for: sigmoid where it reaches all targets, or where
/// cross-entropy needs it, else identity.
config::Activation choose_output(config::Reconstruction loss, const ValueRange& targets);

/// Why the output layer cannot give the targets, and which options help; nothing where it can. The
/// output activation is settled.
std::optional<std::string> find_unreachable(const config::Config& config,
                                            const ValueRange& targets);

/// What was made of the targets, for the log and summary.json.
struct Targets {
  ValueRange training;                  ///< of the scaled training rows
  bool chosen = false;                  ///< whether auto chose the output activation
  std::optional<std::int64_t> clipped;  ///< validation values that --clip changed, where it applies
};

/// Takes choose_output for auto, of the training rows. Returns whether it did.
bool settle_output(config::Config& config, const ValueRange& training);

/// --clip yes under cross-entropy: brings the validation rows, as input and as target, into [0, 1]
/// where scaling by the training rows has left values outside. Returns how many; nothing where the
/// option does not apply.
std::optional<std::int64_t> clip_targets(const config::Config& config, data::Split& split);

/// Throws kData where cross-entropy has no meaning, for targets outside [0, 1].
void check_targets(const config::Config& config, const data::Split& split);

/// All three.
Targets prepare_targets(config::Config& config, data::Split& split);

/// Logs what was clipped and chosen, and a warning where the output activation that was asked for
/// cannot reach the training rows.
void announce_targets(const config::Config& config, const data::Split& split,
                      const Targets& targets);

}  // namespace sae::cli
