// SPDX-License-Identifier: MIT
// A linear layer and the forward pass.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "model/activation.h"

namespace sae::model {

/// A view of a layer: output = activation(input · weightᵀ + bias).
struct Layer {
  at::Tensor weight;  ///< [out, in]; tied decoder: transposed encoder weight
  at::Tensor bias;    ///< [out]
  Activation activation = Activation::kIdentity;
  std::int64_t active_k = 0;  ///< topk: number of active units per sample
  /// Values above it stay: batchtopk [] float64, jumprelu and soft_threshold [out], >= 0.
  at::Tensor threshold{};
  double window = 0;      ///< jumprelu in training: ε of the derivative by the threshold; 0: none
  bool in_batch = false;  ///< batchtopk: the largest of the batch stay instead
};

/// The layer's activation of its sums z [B, out]; differentiable. In training jumprelu,
/// c = z · 1[z > θ], has the derivative −(θ/ε) · 1[|z − θ| < ε/2] by its threshold. Source:
/// Rajamanoharan et al., Jumping Ahead: JumpReLU Sparse Autoencoders (2024). soft_threshold is
/// max(σ(z) − θ, 0).
at::Tensor activate(const Layer& layer, const at::Tensor& sums);

/// 1[z > θ] of a jumprelu layer's sums [B, out], with the derivative −(1/ε) · 1[|z − θ| < ε/2] by
/// its threshold and none by the sums.
at::Tensor is_above(const Layer& layer, const at::Tensor& sums);

/// A network from input to output; layer `code` (from 0) computes the code.
struct Network {
  std::vector<Layer> layers;
  std::size_t code = 0;
};

/// The layers up to the code, and those after it; they share the parameters.
Network encoder_of(const Network& network);
Network decoder_of(const Network& network);

/// Bytes of a sample's values at the input and at the output of every layer.
std::int64_t activation_bytes(const Network& network);

/// Results of a forward pass for a batch.
struct Forward {
  std::vector<at::Tensor> activations;  ///< of every layer in order, each [B, width]
  at::Tensor code;                      ///< [B, H], one of `activations`, before any mask
  at::Tensor sums;                      ///< [B, H], before the code's activation
  at::Tensor output;                    ///< [B, D], the last of `activations`
};

/// Forward pass of a batch [B, D]; differentiable. code_mask: [B, H], multiplies the code at the
/// decoder's input (dropout); undefined: 1.
Forward forward(const Network& network, const at::Tensor& input, const at::Tensor& code_mask = {});

}  // namespace sae::model
