// SPDX-License-Identifier: MIT
// The network that a run starts from.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "config/config.h"
#include "model/autoencoder_fwd.h"

namespace sae::model {

/// The point with the least sum of distances to the rows [N, D], N >= 1: [D] float64, by
/// Weiszfeld's iteration (Weiszfeld 1937; at a row, the step of Vardi & Zhang 2000).
at::Tensor geometric_median(const at::Tensor& rows);

/// Sets the bias of the output to the mean or the geometric median of rows [N, D], or to 0. Takes
/// at most 8,192 rows, evenly spaced.
void start_pre_bias(const AutoencoderImpl& model, config::PreBiasStart start,
                    const at::Tensor& rows);

/// √(mean ‖x‖²) of rows [N, D].
double typical_norm(const at::Tensor& rows);

/// The network that a run starts from: weights drawn from its seed, with --pre_bias the bias of the
/// output, set from the training rows [N, D], and thresholds of jumprelu of .0036 · typical_norm.
std::shared_ptr<AutoencoderImpl> initial_model(const config::Config& config,
                                               const at::Tensor& rows);

}  // namespace sae::model
