// SPDX-License-Identifier: MIT
// Weights as a safetensors file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "config/config.h"
#include "model/named_tensor.h"

namespace sae::run {

/// The bytes of a model file: tensors encoder.0.weight [out, in], encoder.0.bias [out], …,
/// decoder.0.weight, decoder.0.bias, … in the model's own dtype (a tied model has no decoder
/// weights); metadata: "format", "epoch", "tied" and "config", the mathematical part of the
/// configuration as JSON. Nothing in it tells when or where it was made.
std::string model_bytes(const model::NamedTensors& weights, const config::Config& config,
                        std::int64_t epoch);

/// Gives a model the weights of a safetensors file that holds them under the names above: a model
/// file, a checkpoint, or what another program wrote. Throws kCheckpoint when the file cannot be
/// read, is damaged, lacks a weight or holds one of another shape.
void load_weights(model::AutoencoderImpl& model, const std::filesystem::path& path);

}  // namespace sae::run
