// SPDX-License-Identifier: MIT
// Chooses the device of a run, by measuring steps if there is a choice.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>

#include "config/config.h"
#include "data/dataset.h"
#include "data/noise.h"

namespace sae::machine {

/// A device and the reason for choosing it, for the log and summary.json.
struct ChosenDevice {
  at::Device device;
  std::string reason;
  bool measured = false;    ///< true if chosen by timing, so another run may choose differently
  bool leaves_gpu = false;  ///< whether auto ignored a GPU that could not be measured
};

/// Measures the seconds per training step on a device.
using StepTimer = std::function<double(at::Device)>;

/// Resolves --device and --engine; for auto, calls choose_by_itself. Throws kUsage if cuda is
/// requested but not available.
ChosenDevice choose_device(const config::Config& config, const StepTimer& step_seconds);

/// Resolves auto. It chooses the CPU if there is no GPU, for the fused engine, and for full-batch
/// lbfgs and cg, which have not been run on a GPU yet; otherwise take_faster decides.
ChosenDevice choose_by_itself(const config::Config& config, bool has_gpu,
                              const StepTimer& step_seconds);

/// Chooses the GPU if its steps are faster. Chooses the CPU if they are not, or if LibTorch reports
/// a GPU error such as too little memory.
ChosenDevice take_faster(const StepTimer& step_seconds);

/// Larger steps are measured on so many rows.
inline constexpr std::int64_t kMostRowsOfMeasuring = 4'096;

/// Trains a separate network on the first training rows for about a tenth of a second on a
/// device, and returns the seconds per step, > 0. Steps of more rows than kMostRowsOfMeasuring
/// are measured on those. threads: of the fused engine.
double measure_step(const config::Config& config, const data::Dataset& training,
                    const data::Noise& noise, at::Device device, int threads);

}  // namespace sae::machine
