// SPDX-License-Identifier: MIT
// Weights as a safetensors file.
#include "run/model_file.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "config/config_json.h"
#include "format/file.h"
#include "format/safetensors.h"

namespace sae::run {

std::string model_bytes(const model::NamedTensors& weights, const config::Config& config,
                        std::int64_t epoch) {
  format::SafeTensors file;
  file.metadata = {{"format", "sae_train model 1"},
                   {"epoch", std::to_string(epoch)},
                   {"tied", config.model.tied ? "yes" : "no"},
                   {"config", config::config_json(config, config::Scope::kMath).dump()}};
  for (const auto& weight : weights) file.arrays.push_back(model::to_array(weight));
  return format::safetensors_bytes(file);
}

void load_weights(model::AutoencoderImpl& model, const std::filesystem::path& path) {
  const std::string bytes =
      format::read_file(path, std::numeric_limits<std::int64_t>::max(), ErrorKind::kCheckpoint);
  const format::SafeTensors file =
      format::parse_safetensors(bytes, path.string(), format::Seal::kOptional);
  model::NamedTensors saved;
  for (const format::NamedArray& array : file.arrays) {
    // A checkpoint holds other arrays beside the weights.
    if (array.name.starts_with("encoder.") || array.name.starts_with("decoder.")) {
      saved.push_back(model::from_array(array));
    }
  }
  model::restore(saved, model::weights_of(model), path.string());
}

}  // namespace sae::run
