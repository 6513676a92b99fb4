// SPDX-License-Identifier: MIT
// Prints results on stdout.
#pragma once

#include <string>

namespace sae::cli {

/// Writes `text` to stdout and flushes it. Throws kOutput on failure, so that a script does not
/// mistake an empty result for success.
void print(const std::string& text);

}  // namespace sae::cli
