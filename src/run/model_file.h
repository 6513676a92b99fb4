// SPDX-License-Identifier: MIT
// Model files: weights and data transform, as safetensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "config/config.h"
#include "data/transform.h"
#include "model/named_tensor.h"

namespace sae::run {

/// Which weights of a run to read: model.safetensors or best.safetensors.
using config::Weights;

/// The bytes of a model file. Tensors in the model's own dtype: encoder.0.weight [out, in],
/// encoder.0.bias [out], …, decoder.0.weight, decoder.0.bias, … (a tied model has no decoder
/// weights), then the transform's data.…. Metadata: "format", "epoch", "tied", "config", the
/// mathematical part of the configuration as JSON, and for a table with names or texts "columns":
/// a list of {"name", "kind": "number", "date" or "text", "texts"}. Contains no times and no paths.
std::string model_bytes(const model::NamedTensors& weights, const config::Config& config,
                        std::int64_t epoch, const data::Transform& transform = {});

/// Content of a model file.
struct ModelFile {
  std::string path;            ///< for messages
  std::uint32_t checksum = 0;  ///< CRC-32 of the file's bytes
  model::NamedTensors weights;
  data::Transform::Tensors transform;
  data::TableEncoding columns;  ///< none if the file has none
};

/// Reads the model file of a run folder. Throws kCheckpoint if it is missing or damaged.
ModelFile read_model(const std::filesystem::path& run, Weights which);

/// Copies weights into a model from a safetensors file that contains them under the names above: a
/// model file, a checkpoint, or another program's file. Throws kCheckpoint if the file cannot be
/// read, is damaged, lacks a weight, or has a weight of the wrong shape.
void load_weights(model::AutoencoderImpl& model, const std::filesystem::path& path);

}  // namespace sae::run
