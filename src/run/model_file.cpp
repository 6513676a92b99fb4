// SPDX-License-Identifier: MIT
// Model files.
#include "run/model_file.h"

#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "config/config_json.h"
#include "format/file.h"
#include "format/safetensors.h"
#include "run/file_names.h"

namespace sae::run {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::string model_bytes(const model::NamedTensors& weights, const config::Config& config,
                        std::int64_t epoch, const data::Transform& transform) {
  format::SafeTensors file;
  file.metadata = {{"format", "sae_train model 1"},
                   {"epoch", std::to_string(epoch)},
                   {"tied", config.model.tied ? "yes" : "no"},
                   {"config", config::config_json(config, config::Scope::kMath).dump()}};
  for (const auto& weight : weights) file.arrays.push_back(model::to_array(weight));
  for (const auto& [name, tensor] : transform.tensors()) {
    file.arrays.push_back(model::to_array({name, tensor}));
  }
  return format::safetensors_bytes(file);
}

ModelFile read_model(const fs::path& run, Weights which) {
  const fs::path path = run / (which == Weights::kLast ? kModelName : kBestName);
  if (!fs::exists(path)) {
    throw Error(ErrorKind::kCheckpoint, path.string() +
                                            ": expected the weights of a run, found "
                                            "none (no epoch was finished?)");
  }
  const std::string bytes = format::read_file(path, ErrorKind::kCheckpoint);
  const format::SafeTensors file =
      format::parse_safetensors(bytes, path.string(), format::Seal::kRequired);
  ModelFile model{path.string(), base::crc32_of(bytes), {}, {}};
  for (const format::NamedArray& array : file.arrays) {
    model::NamedTensor named = model::from_array(array);
    if (named.name.starts_with("data.")) {
      model.transform.emplace_back(std::move(named.name), std::move(named.tensor));
    } else {
      model.weights.push_back(std::move(named));
    }
  }
  return model;
}

void load_weights(model::AutoencoderImpl& model, const fs::path& path) {
  const format::SafeTensors file = format::parse_safetensors(
      format::read_file(path, ErrorKind::kCheckpoint), path.string(), format::Seal::kOptional);
  model::NamedTensors saved;
  for (const format::NamedArray& array : file.arrays) {
    // A checkpoint also contains other arrays.
    if (array.name.starts_with("encoder.") || array.name.starts_with("decoder.")) {
      saved.push_back(model::from_array(array));
    }
  }
  model::restore(saved, model::weights_of(model), path.string());
}

}  // namespace sae::run
