// SPDX-License-Identifier: MIT
// The training objective: the one place that multiplies by beta and lambda and adds.
#pragma once

#include <ATen/core/Tensor.h>

#include "sae/config/config.h"
#include "sae/model/autoencoder_fwd.h"

namespace sae::loss {

/// The parts of a batch's loss, each a scalar.
struct LossTerms {
  at::Tensor loss;            ///< reconstruction + beta · penalty + decay; differentiable
  at::Tensor reconstruction;  ///< as --loss says
  at::Tensor mse;             ///< always the mean squared error, without gradient
  at::Tensor penalty;         ///< before beta; 0 when sparsity is off
  at::Tensor decay;  ///< (lambda/2) Σ‖W‖² over all weight matrices, a tied one counted twice
};

/// The objective of a batch. input: what the network sees, [B, D]; target: what it should give, [B,
/// D].
LossTerms objective(const model::AutoencoderImpl& model, const config::LossConfig& config,
                    const at::Tensor& input, const at::Tensor& target);

}  // namespace sae::loss
