// SPDX-License-Identifier: MIT
// Chooses the number of threads of a run.
#pragma once

#include <cstdint>

#include "config/config.h"

namespace sae::machine {

/// Number of CPU threads of a run: --threads, otherwise limited by the cores and the work of one
/// step, and by 8. parameters: of the model; rows: per step; cores: available to the process, >= 1.
int choose_threads(const config::TrainConfig& config, std::int64_t parameters, std::int64_t rows,
                   int cores);

/// Sets LibTorch's number of CPU threads.
void prepare_threads(int threads);

}  // namespace sae::machine
