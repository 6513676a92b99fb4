// SPDX-License-Identifier: MIT
// Weights as a safetensors file.
#pragma once

#include <cstdint>
#include <string>

#include "sae/config/config.h"
#include "sae/model/autoencoder_fwd.h"

namespace sae::report {

/// The bytes of a model file: tensors encoder.0.weight [out, in], encoder.0.bias [out], …,
/// decoder.0.weight, decoder.0.bias, … in the model's own dtype (a tied model has no decoder
/// weights); metadata: "format", "epoch", "tied" and "config", the mathematical part of the
/// configuration as JSON. Nothing in it tells when or where it was made.
std::string model_bytes(const model::AutoencoderImpl& model, const config::Config& config,
                        std::int64_t epoch);

}  // namespace sae::report
