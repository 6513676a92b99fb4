// SPDX-License-Identifier: MIT
// The options as a table for the documentation.
#pragma once

#include <string>

namespace sae::config {

/// A Markdown table of all options: flags, value, default and help, one line each in the order of
/// --help.
std::string option_table();

}  // namespace sae::config
