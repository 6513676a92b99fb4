// SPDX-License-Identifier: MIT
// The objective of a full-batch optimiser, by the hand-written step.
#pragma once

#include <cstdint>

#include "config/config.h"
#include "model/autoencoder_fwd.h"
#include "model/flat_parameters.h"
#include "train/full_batch_engine.h"

namespace sae::fused {

/// Sums of the gradient that an objective keeps, each of the parameters' size.
inline constexpr std::int64_t kObjectiveLanes = 8;

/// Loss of all rows and its gradient: the same function as train::FullObjective, for a CPU model of
/// float32 or float64. kl first takes a pass for the mean code, and keeps the activations for the
/// second one if they need less memory than the rows. The references must outlive it. threads: >=
/// 1; the bytes do not depend on them.
train::FullFunction fused_objective(const model::AutoencoderImpl& model,
                                    const config::Config& config,
                                    const model::FlatParameters& parameters, int threads);

}  // namespace sae::fused
