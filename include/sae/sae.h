// SPDX-License-Identifier: MIT
// The whole public interface of libsae.so: sparse autoencoders, trained and used. It needs C++20
// and no headers of LibTorch. docs/library.md shows an example.
#pragma once

#include <string>

#include "sae/config.h"
#include "sae/error.h"
#include "sae/export.h"
#include "sae/run.h"
#include "sae/train.h"

namespace sae {

/// One line: version and revision of the library, build type, versions of LibTorch and BLAS.
SAE_API std::string version();

}  // namespace sae
