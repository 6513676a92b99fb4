// SPDX-License-Identifier: MIT
// The threads a run uses.
#pragma once

#include <cstdint>

#include "config/config.h"

namespace sae::machine {

/// The CPU threads of a run: --threads, or as many as there are cores and as one step's work can
/// feed, at most 8. parameters: of the model; rows: of a step; cores: that the process may use,
/// >= 1.
int choose_threads(const config::TrainConfig& config, std::int64_t parameters, std::int64_t rows,
                   int cores);

/// Gives LibTorch its CPU threads.
void prepare_threads(int threads);

}  // namespace sae::machine
