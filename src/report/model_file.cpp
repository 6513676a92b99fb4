// SPDX-License-Identifier: MIT
// Weights as a safetensors file.
#include "sae/report/model_file.h"

#include "sae/config/config_json.h"
#include "sae/format/safetensors.h"
#include "sae/model/autoencoder.h"

namespace sae::report {
namespace {

format::NamedArray to_array(const std::string& name, const at::Tensor& tensor) {
  const at::Tensor values = tensor.detach().cpu().contiguous();
  const auto* data = static_cast<const char*>(values.const_data_ptr());
  return {name, values.scalar_type() == at::kDouble ? "F64" : "F32", values.sizes().vec(),
          std::string(data, values.nbytes())};
}

}  // namespace

std::string model_bytes(const model::AutoencoderImpl& model, const config::Config& config,
                        std::int64_t epoch) {
  format::SafeTensors file;
  file.metadata = {{"format", "sae_train model 1"},
                   {"epoch", std::to_string(epoch)},
                   {"tied", config.model.tied ? "yes" : "no"},
                   {"config", config::config_json(config, config::Scope::kMath).dump()}};
  for (const auto& parameter : model.named_parameters()) {
    file.arrays.push_back(to_array(parameter.key(), parameter.value()));
  }
  return format::safetensors_bytes(file);
}

}  // namespace sae::report
