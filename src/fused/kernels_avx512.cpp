// SPDX-License-Identifier: MIT
// The kernels for processors with AVX-512.
#include "kernels_body.h"

namespace sae::fused {

template <>
const Kernels<float>& kernels_of<InstructionSet::kAvx512, float>() {
  static constexpr Kernels<float> kKernels = make_kernels<InstructionSet::kAvx512, float>("avx512");
  return kKernels;
}

template <>
const Kernels<double>& kernels_of<InstructionSet::kAvx512, double>() {
  static constexpr Kernels<double> kKernels =
      make_kernels<InstructionSet::kAvx512, double>("avx512");
  return kKernels;
}

}  // namespace sae::fused
