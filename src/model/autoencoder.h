// SPDX-License-Identifier: MIT
// The autoencoder: a torch::nn::Module of linear layers, any depth, tied or not.
// Letters everywhere: N rows, B batch, D input width, H code width.
#pragma once

#include <torch/nn/modules/container/modulelist.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "model/layer.h"

namespace sae::model {

/// D → layers[0] → … → layers.back() (the code, H) → … → layers[0] → D, with a bias in every layer.
/// Its parameters are named encoder.0.weight, encoder.0.bias, …, decoder.0.weight, decoder.0.bias,
/// …; a tied model has no decoder weights.
class AutoencoderImpl : public torch::nn::Module {
 public:
  /// Weights start uniform within a bound that config.init names, from `seed` alone:
  ///   torch: 1/√fan_in, biases too (PyTorch's default for Linear); with zero biases
  ///   ufldl: √(6/(fan_in + fan_out + 1)) (the UFLDL exercises), xavier: √(6/(fan_in + fan_out))
  ///   (Glorot & Bengio 2010), kaiming: √(6/fan_in) (He et al. 2015)
  /// or, with `normal`, of standard deviation .01 (Makhzani & Frey 2014), with zero biases.
  /// Width: D >= 1. Of config.dtype on the CPU; move with `to`.
  AutoencoderImpl(const config::ModelConfig& config, std::int64_t width, std::uint64_t seed);

  /// All layers as views of the current parameters. active_k: active units of a sample of a topk
  /// code; none: config.k.
  Network network(std::optional<std::int64_t> active_k = {}) const;

  /// input [B, D] → every layer's activation, code and output, with config.k.
  Forward forward(const at::Tensor& input) const { return model::forward(network(), input); }

  const config::ModelConfig& config() const { return config_; }
  std::int64_t width() const { return widths_.front(); }
  std::int64_t code_width() const { return widths_.back(); }

 private:
  config::ModelConfig config_;
  torch::nn::ModuleList encoder_;     ///< of Linear
  torch::nn::ModuleList decoder_;     ///< of Linear, or of biases alone when tied
  std::vector<std::int64_t> widths_;  ///< D, then the encoder's widths
};
TORCH_MODULE(Autoencoder);

/// The weight matrices whose squares the decay adds up, and how often each counts: 2 when tied,
/// because it stands for W1 and W2.
struct DecayedWeight {
  at::Tensor weight;
  double count = 1;
};
std::vector<DecayedWeight> decayed_weights(const AutoencoderImpl& model);

/// LibTorch's name of a type.
at::ScalarType scalar_type(config::Dtype dtype);

/// Parameter counts of the layers a configuration describes, biases included.
std::int64_t count_parameters(const config::ModelConfig& config, std::int64_t width);

}  // namespace sae::model
