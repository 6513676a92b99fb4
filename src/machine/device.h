// SPDX-License-Identifier: MIT
// The device of a run, by measured steps where there is a choice.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>

#include "config/config.h"
#include "data/noise.h"

namespace sae::machine {

/// A device and why it was taken, for the log and summary.json.
struct ChosenDevice {
  at::Device device;
  std::string reason;
  bool measured = false;    ///< whether there was a choice, which another time may fall otherwise
  bool leaves_gpu = false;  ///< whether auto leaves a GPU alone that could not be measured
};

/// Seconds of a training step on a device.
using StepTimer = std::function<double(at::Device)>;

/// The device that --device and --engine ask for; of auto, choose_by_itself. Throws kUsage when
/// cuda is asked for and not there.
ChosenDevice choose_device(const config::Config& config, const StepTimer& step_seconds);

/// What auto takes: the CPU where there is no GPU, for the fused engine and for the full batch of
/// lbfgs and cg, which no GPU has run yet, else take_faster.
ChosenDevice choose_by_itself(const config::Config& config, bool has_gpu,
                              const StepTimer& step_seconds);

/// The GPU where its steps are the faster ones. The CPU where they are not, or where LibTorch
/// reports a fault of the GPU, such as too little memory.
ChosenDevice take_faster(const StepTimer& step_seconds);

/// Trains a network of its own, from rows [N, D] of the training set, for about a tenth of a second
/// on a device and tells the seconds of a step: > 0. Steps of more than 4,096 rows are measured on
/// so many. threads: of the fused engine.
double measure_step(const config::Config& config, const at::Tensor& features,
                    const data::Noise& noise, at::Device device, int threads);

}  // namespace sae::machine
