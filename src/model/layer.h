// SPDX-License-Identifier: MIT
// One linear layer of a network as its users see it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "model/activation.h"

namespace sae::model {

/// A view of a layer: output = activation(input · weightᵀ + bias).
struct Layer {
  at::Tensor weight;  ///< [out, in]; of a tied decoder the transpose of the encoder's
  at::Tensor bias;    ///< [out]
  Activation activation = Activation::kIdentity;
  std::int64_t active_k = 0;  ///< of topk: active units of a sample
};

/// A network from input to output; layer `code` (from 0) makes the code.
struct Network {
  std::vector<Layer> layers;
  std::size_t code = 0;
};

/// What a forward pass computes for a batch.
struct Forward {
  std::vector<at::Tensor> activations;  ///< of every layer in order, each [B, width]
  at::Tensor code;                      ///< [B, H], one of `activations`, before any mask
  at::Tensor output;                    ///< [B, D], the last of them
};

/// Runs a batch [B, D] through a network; differentiable. code_mask: [B, H], what the decoder
/// finds the code multiplied by (dropout); none: 1.
Forward forward(const Network& network, const at::Tensor& input, const at::Tensor& code_mask = {});

}  // namespace sae::model
