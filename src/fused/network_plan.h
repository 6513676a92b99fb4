// SPDX-License-Identifier: MIT
// The plan of a model's step.
#pragma once

#include <vector>

#include "config/config.h"
#include "fused/fused_plan.h"
#include "model/autoencoder_fwd.h"

namespace sae::fused {

/// The plan of a network and its loss, without the offsets of the parameters. All weights are as in
/// the model, except those of tied decoders. most_rows: of a step.
FusedPlan network_plan(const model::AutoencoderImpl& model, const config::Config& config,
                       Index most_rows);

/// The plan with the offsets. starts: of a weight and a bias for each layer, but only a bias for
/// tied decoder layers.
FusedPlan placed(FusedPlan plan, const std::vector<Index>& starts);

}  // namespace sae::fused
