// SPDX-License-Identifier: MIT
// The kernels for processors with AVX2 and FMA.
#include "kernels_body.h"

namespace sae::fused {

template <>
const Kernels<float>& kernels_of<InstructionSet::kAvx2, float>() {
  static constexpr Kernels<float> kKernels = make_kernels<InstructionSet::kAvx2, float>("avx2");
  return kKernels;
}

template <>
const Kernels<double>& kernels_of<InstructionSet::kAvx2, double>() {
  static constexpr Kernels<double> kKernels = make_kernels<InstructionSet::kAvx2, double>("avx2");
  return kKernels;
}

}  // namespace sae::fused
