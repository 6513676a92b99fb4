// SPDX-License-Identifier: MIT
// The kernels for any processor, x86-64 or other.
#include "kernels_body.h"

namespace sae::fused {

template <>
const Kernels<float>& kernels_of<InstructionSet::kBaseline, float>() {
  static constexpr Kernels<float> kKernels =
      make_kernels<InstructionSet::kBaseline, float>("baseline");
  return kKernels;
}

template <>
const Kernels<double>& kernels_of<InstructionSet::kBaseline, double>() {
  static constexpr Kernels<double> kKernels =
      make_kernels<InstructionSet::kBaseline, double>("baseline");
  return kKernels;
}

}  // namespace sae::fused
