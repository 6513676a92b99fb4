// SPDX-License-Identifier: MIT
// Results on stdout.
#pragma once

#include <string>

namespace sae::cli {

/// Writes `text` to stdout and flushes it. Throws kOutput when that fails, for a script that reads
/// the result must not take an empty one for success.
void print(const std::string& text);

}  // namespace sae::cli
