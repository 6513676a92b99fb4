// SPDX-License-Identifier: MIT
// A classifier as a safetensors file.
#include "analysis/classifier_file.h"

#include <vector>

#include "base/text.h"
#include "format/json.h"
#include "format/safetensors.h"

namespace sae::analysis {

std::string classifier_bytes(const Classification& result, const run::Stack& stack, ClassifyOn on) {
  format::SafeTensors file;
  std::vector<std::string> activations, kept;
  if (on == ClassifyOn::kCodes) {
    for (const run::TrainedRun& run : stack.runs()) {
      for (const model::Layer& layer : run.encoder().layers) {
        activations.push_back(config::enum_name(layer.activation));
        kept.push_back(std::to_string(layer.kept));
      }
    }
  }
  file.metadata = {{"format", "sae classifier 1"},
                   {"activations", base::join(activations, ",")},
                   {"kept", base::join(kept, ",")},
                   {"classes", format::Json(result.test.names).dump()}};
  for (const auto& tensor : result.classifier.tensors()) {
    file.arrays.push_back(model::to_array(tensor));
  }
  for (const auto& [name, tensor] : stack.first().transform().tensors()) {
    file.arrays.push_back(model::to_array({name, tensor}));
  }
  return format::safetensors_bytes(file);
}

}  // namespace sae::analysis
