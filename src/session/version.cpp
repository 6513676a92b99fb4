// SPDX-License-Identifier: MIT
// Versions of the program and its libraries.
#include "session/version.h"

#include <torch/version.h>

#include "fused/blas.h"
#include "sae_version.h"

namespace sae::session {

std::string version_line() {
  return std::string("sae_train ") + SAE_VERSION + " (revision " + SAE_REVISION + ", " +
         SAE_BUILD_TYPE + " build, LibTorch " + TORCH_VERSION + ", BLAS " + fused::blas_name() +
         ")";
}

format::Json version_json() {
  return {{"sae_train", SAE_VERSION},
          {"revision", SAE_REVISION},
          {"build", SAE_BUILD_TYPE},
          {"libtorch", TORCH_VERSION},
          {"blas", fused::blas_name()}};
}

}  // namespace sae::session
