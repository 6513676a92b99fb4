// SPDX-License-Identifier: MIT
// Writes model.safetensors of `sae classify`.
#include "run/classifier_file.h"

#include "base/text.h"
#include "format/json.h"
#include "format/safetensors.h"

namespace sae::run {

std::string classifier_bytes(const ClassifierFile& classifier) {
  std::vector<std::string> activations, active_k;
  for (const auto activation : classifier.activations) {
    activations.push_back(config::enum_name(activation));
  }
  for (const std::int64_t k : classifier.active_k) active_k.push_back(std::to_string(k));
  format::SafeTensors file;
  file.metadata = {{"format", "sae classifier 1"},
                   {"activations", base::join(activations, ",")},
                   {"kept", base::join(active_k, ",")},
                   {"classes", format::Json(classifier.class_names).dump()}};
  for (const auto& tensor : classifier.tensors) file.arrays.push_back(model::to_array(tensor));
  for (const auto& [name, tensor] : classifier.transform.tensors()) {
    file.arrays.push_back(model::to_array({name, tensor}));
  }
  return format::safetensors_bytes(file);
}

}  // namespace sae::run
