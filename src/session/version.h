// SPDX-License-Identifier: MIT
// Versions of the program and its libraries.
#pragma once

#include <string>

#include "format/json.h"

namespace sae::session {

/// One line: version and revision of the program, build type, versions of LibTorch and BLAS.
std::string version_line();

/// The same as JSON, for config.json.
format::Json version_json();

}  // namespace sae::session
