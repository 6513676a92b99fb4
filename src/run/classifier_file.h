// SPDX-License-Identifier: MIT
// Writes model.safetensors of `sae classify`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/enums.h"
#include "data/transform.h"
#include "model/named_tensor.h"

namespace sae::run {

/// A softmax layer and the encoder layers that precede it.
struct ClassifierFile {
  model::NamedTensors tensors;                  ///< the encoders' weights, then softmax.…
  std::vector<config::Activation> activations;  ///< one per encoder layer
  std::vector<std::int64_t> active_k;    ///< active units of each encoder layer; 0 if not topk
  std::vector<std::string> class_names;  ///< [C]
  data::Transform transform;             ///< applied to rows before the first layer
};

/// The bytes of the file: the tensors, then the transform's data.…. Metadata: "format" (sae
/// classifier 1), "activations", "kept" (active_k) and "classes".
std::string classifier_bytes(const ClassifierFile& classifier);

}  // namespace sae::run
