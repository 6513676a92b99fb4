// SPDX-License-Identifier: MIT
// Activation functions and what is known of their range.
#pragma once

#include <ATen/core/Tensor.h>

#include "sae/config/enums.h"

namespace sae::model {

using config::Activation;

/// The activation of every element; same shape, differentiable.
at::Tensor activate(Activation activation, const at::Tensor& input);

/// Above which |value| a code unit counts as active: 1/2 for sigmoid, .1 for tanh and identity, 0
/// for relu.
double active_threshold(Activation activation);

}  // namespace sae::model
