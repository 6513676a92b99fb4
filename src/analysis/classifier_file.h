// SPDX-License-Identifier: MIT
// A classifier as a safetensors file.
#pragma once

#include <string>

#include "analysis/classification.h"

namespace sae::analysis {

/// Classifier::tensors, then "data.…": what rows go through before the first encoder (or before the
/// softmax layer, on raw rows). The metadata tell the format ("sae classifier 1"), the activation
/// of each encoder layer, the units that stay of topk codes, and the names of the classes.
std::string classifier_bytes(const Classification& result, const run::Stack& stack, ClassifyOn on);

}  // namespace sae::analysis
