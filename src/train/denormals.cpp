// SPDX-License-Identifier: MIT
// Denormal numbers off, by ATen.
#include "train/denormals.h"

#include <ATen/Context.h>

namespace sae::train {

void flush_denormals() { at::globalContext().setFlushDenormal(true); }

}  // namespace sae::train
