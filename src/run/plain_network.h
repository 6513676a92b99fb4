// SPDX-License-Identifier: MIT
// A network on its own, as programs exchange it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"
#include "format/json.h"
#include "model/named_tensor.h"
#include "run/stack.h"

namespace sae::run {

/// A network that takes rows in their own units and returns them: no transform, no tied weights, no
/// pre_bias.
struct PlainNetwork {
  config::ModelConfig config;  ///< layers, activations, k and dtype
  std::int64_t width = 0;      ///< D
  /// encoder.0.weight [out, in], encoder.0.bias [out], …, decoder.0.weight, decoder.0.bias, …; with
  /// thresholds also code.threshold, of batchtopk [] float64, of jumprelu [H]
  model::NamedTensors weights;
};

/// Folds the scale of the rows into the first and the last layer, so that the result takes rows as
/// in the files. With v = (x − o)/d, W·v + b = (W/d)·x + (b − W·o/d), and the output d·y + o has
/// the weights d·W and the bias d·b + o. Computed in float64. k becomes the number of active units
/// at inference. Throws kUsage if that would change results: a chain of runs, whitening,
/// patch_norm, means for missing values, an output activation after a scale, or an offset so large
/// that the run's dtype cannot hold the sums to 1e-5.
PlainNetwork fold(const Stack& stack);

/// The name of a tensor in a file, and the one of PlainNetwork::weights that it stands for.
struct ExchangedName {
  std::string name;
  std::string own;
  bool transposed = false;  ///< [in, out] in the file
};
/// The names of exchanged_tensors, in the order of PlainNetwork::weights.
std::vector<ExchangedName> exchanged_names(const config::ModelConfig& config);

/// Its tensors under the names that other programs use. One layer: W_enc [D, H], b_enc [H], W_dec
/// [H, D], b_dec [D], where code = activation(x · W_enc + b_enc), and with
/// thresholds `threshold`. More layers: the names of PlainNetwork::weights.
model::NamedTensors exchanged_tensors(const PlainNetwork& network);

/// Restores the weights of `config` from tensors with these names; the width is that of the
/// tensors. `file` is the file name for messages. Throws kData if a tensor is missing, unknown,
/// there twice, of another type or shape, or has values that are not finite.
PlainNetwork from_exchanged(const config::ModelConfig& config,
                            const std::vector<ExchangedName>& names,
                            const model::NamedTensors& tensors, const std::string& file);
/// The same for tensors as exchanged_tensors gives them.
PlainNetwork from_exchanged(const config::ModelConfig& config, const model::NamedTensors& tensors,
                            const std::string& file);

/// {"width", "layers", "activation", "code_activation", "output_activation", "k", "dtype"}: what
/// the tensors do not say.
format::Json network_json(const PlainNetwork& network);

/// The configuration that network_json wrote. `file` is the file name for messages. Throws kData on
/// missing or unknown entries and on values that are not allowed.
config::ModelConfig parse_network_json(const format::Json& json, const std::string& file);

/// Throws kData unless network_json, read from `file`, has the width of the network.
void check_width(const PlainNetwork& network, const format::Json& json, const std::string& file);

}  // namespace sae::run
