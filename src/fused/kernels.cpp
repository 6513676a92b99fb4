// SPDX-License-Identifier: MIT
// Chooses the kernels for this processor.
#include "fused/kernels.h"

namespace sae::fused {

template <class T>
const Kernels<T>& choose_kernels() {
#if defined(__x86_64__)  // see src/CMakeLists.txt
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
      __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0) {
    return kernels_of<InstructionSet::kAvx512, T>();
  }
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
    return kernels_of<InstructionSet::kAvx2, T>();
  }
#endif
  return kernels_of<InstructionSet::kBaseline, T>();
}

template const Kernels<float>& choose_kernels();
template const Kernels<double>& choose_kernels();

}  // namespace sae::fused
