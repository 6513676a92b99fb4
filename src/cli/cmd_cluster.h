// SPDX-License-Identifier: MIT
// The command `sae cluster`.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine cluster_line();

/// sae cluster RUN: k-means on the codes of rows and on the rows themselves, as the network's
/// input. Prints a table on stdout that compares both. Writes cluster.json, assignments.csv and
/// centroids.png to a folder. words: arguments after the command's name. Returns 0; throws Error.
int cluster(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
