// SPDX-License-Identifier: MIT
// What the network sees of a run's rows.
#pragma once

#include <ATen/core/Tensor.h>

#include "config/config.h"
#include "data/dataset.h"

namespace sae::report {

/// The rows' features [N, D], with the noise of validation for a run that was validated on noisy
/// rows.
at::Tensor validation_input(const config::Config& config, const data::Dataset& rows);

}  // namespace sae::report
