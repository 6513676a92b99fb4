// SPDX-License-Identifier: MIT
// Data from standard input.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/settings.h"

namespace sae::cli {

/// Calls work(typed). If --data is "-" or "/dev/stdin", all of standard input is first written to a
/// temporary file without a name (in $TMPDIR), because readers read files more than once, and
/// `work` gets the settings with that file; errors name it "stdin". Check all that needs no data
/// before: standard input may take long.
int with_standard_input(std::vector<config::Setting> typed,
                        const std::function<int(const std::vector<config::Setting>&)>& work);

/// The name of a file of data for messages: "stdin" for that temporary file.
std::string shown_place(const std::string& place);

}  // namespace sae::cli
