// SPDX-License-Identifier: MIT
// The autoencoder: a torch::nn::Module of linear layers, any depth, tied or not.
// Notation: N rows, B batch, D input width, H code width.
#pragma once

#include <torch/nn/modules/container/modulelist.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "model/layer.h"

namespace sae::model {

/// D → layers[0] → … → layers.back() (the code, H) → … → layers[0] → D, each layer with a bias.
/// With pre_bias the first layer sees its input minus the last layer's bias. Parameters are named
/// encoder.0.weight, encoder.0.bias, …, decoder.0.weight, decoder.0.bias, …; a tied model has no
/// decoder weights.
class AutoencoderImpl : public torch::nn::Module {
 public:
  /// Draws initial weights from `seed` only, uniform within the bound named by config.init:
  ///   torch: 1/√fan_in, biases too (PyTorch's default for Linear)
  ///   ufldl: √(6/(fan_in + fan_out + 1)) (the UFLDL exercises)
  ///   xavier: √(6/(fan_in + fan_out)) (Glorot & Bengio 2010)
  ///   kaiming: √(6/fan_in) (He et al. 2015)
  ///   normal: instead normal with standard deviation .01 (Makhzani & Frey 2014)
  ///   sae: decoder columns of norm .1 in random directions, 1 with --decoder_norm unit, and the
  ///        encoder their transpose (a tied weight: as normal)
  /// Biases are zero except with torch. width: D >= 1. Parameters have type config.dtype and are on
  /// the CPU; move them with `to`.
  AutoencoderImpl(const config::ModelConfig& config, std::int64_t width, std::uint64_t seed);

  /// All layers as views of the current parameters; with pre_bias the first bias is a result of
  /// them: b − W · (bias of the output). active_k: active units of a sample of a topk
  /// code; none: config.k.
  Network network(std::optional<std::int64_t> active_k = {}) const;

  /// input [B, D] → activations of every layer, code and output, with config.k.
  Forward forward(const at::Tensor& input) const { return model::forward(network(), input); }

  /// The threshold of a batchtopk code, [] float64 on the CPU, which follows the batches, or those
  /// of a jumprelu or soft_threshold code, the parameter [H]; undefined for other codes.
  const at::Tensor& threshold() const { return threshold_; }

  const config::ModelConfig& config() const { return config_; }
  std::int64_t width() const { return widths_.front(); }
  std::int64_t code_width() const { return widths_.back(); }

 private:
  /// The start `sae`: decoder columns of norm .1, and each encoder weight the transpose of its
  /// decoder's.
  void mirror_decoder();

  config::ModelConfig config_;
  torch::nn::ModuleList encoder_;     ///< Linear layers
  torch::nn::ModuleList decoder_;     ///< Linear layers, or only biases if tied
  std::vector<std::int64_t> widths_;  ///< D, then the encoder widths
  at::Tensor threshold_;
};
TORCH_MODULE(Autoencoder);

/// Weight matrices in the weight-decay term, and how often each counts: 2 if tied, because it is
/// both W1 and W2.
struct DecayedWeight {
  at::Tensor weight;
  double count = 1;
};
std::vector<DecayedWeight> decayed_weights(const AutoencoderImpl& model);

/// The place among the model's parameters of the decoder weight [D, H] whose columns, one for each
/// code unit, keep norm 1; none without --decoder_norm unit.
std::optional<std::size_t> unit_norm_weight(const AutoencoderImpl& model);
/// gradient [D, H] without the part of each column along that of `weight`, whose columns have
/// norm 1.
at::Tensor without_part_along(const at::Tensor& gradient, const at::Tensor& weight);
/// Scales each column of a parameter [D, H] to norm 1, in place; a column of zeros stays.
void normalise_columns(const at::Tensor& weight);

/// LibTorch's type for a dtype.
at::ScalarType scalar_type(config::Dtype dtype);

/// Number of parameters of a configuration's network, biases included.
std::int64_t count_parameters(const config::ModelConfig& config, std::int64_t width);

}  // namespace sae::model
