// SPDX-License-Identifier: MIT
// The fast CPU engine: a hand-written step, proved equal to the readable engine by tests.
#pragma once

#include <memory>

#include "train/engine.h"

namespace sae::fused {

/// Makes the fused engine of a CPU model, float32 or (for tests) float64, for every network, loss
/// and penalty and for adam, adamw and sgd. The model's parameters become views of the engine's
/// flat memory during its lifetime. threads >= 1. The same seed and thread count give the same
/// bytes; other thread counts differ only by rounding.
std::unique_ptr<train::Engine> make_fused_engine(model::AutoencoderImpl& model,
                                                 const config::Config& config, int threads);

/// Whether the fused engine can train the configuration: AuxK and batchtopk only if few units
/// (is_few) are active in every step, jumprelu only with penalties that count its units, both in
/// networks of one layer without dropout; penalties that take norms only if these are 1.
bool can_train(const config::Config& config);

}  // namespace sae::fused
