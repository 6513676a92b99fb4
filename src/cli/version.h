// SPDX-License-Identifier: MIT
// What this program was built from.
#pragma once

#include <string>

#include "format/json.h"

namespace sae::cli {

/// One line: the program's version and revision, LibTorch's version, the kind of build.
std::string version_line();

/// The same as JSON, for config.json.
format::Json version_json();

}  // namespace sae::cli
