// SPDX-License-Identifier: MIT
// Turns off denormal numbers through ATen.
#include "train/denormals.h"

#include <ATen/Context.h>

namespace sae::train {

void flush_denormals() { at::globalContext().setFlushDenormal(true); }

}  // namespace sae::train
