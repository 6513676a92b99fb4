// SPDX-License-Identifier: MIT
// The machine a run uses: device and threads.
#pragma once

#include <c10/core/Device.h>

#include "sae/config/config.h"

namespace sae::engine {

/// Makes denormal numbers zero in this thread and in those it starts later: they slow Adam down
/// after some epochs. To be called before any tensor or thread exists.
void flush_denormals();

/// Gives LibTorch its CPU threads and returns their number.
int prepare_threads(const config::TrainConfig& config);

/// The device of a run. Throws kUsage when cuda is asked for and not there, with the reason.
at::Device choose_device(config::DeviceChoice choice);

}  // namespace sae::engine
