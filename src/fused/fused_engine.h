// SPDX-License-Identifier: MIT
// The fast engine: a hand-written step on the CPU, proved equal to the readable one in tests.
#pragma once

#include <memory>

#include "train/engine.h"

namespace sae::fused {

/// The fused engine of a model that lies on the CPU, float32 or (for tests) float64: every network,
/// loss, penalty and optimiser of this program. The model's parameters become views of the engine's
/// flat memory, and stay so as long as it lives. threads >= 1: the same seed and the same number
/// give the same bytes, another number the same results but for rounding.
std::unique_ptr<train::Engine> make_fused_engine(model::AutoencoderImpl& model,
                                                 const config::Config& config, int threads);

}  // namespace sae::fused
