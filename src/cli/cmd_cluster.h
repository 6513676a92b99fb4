// SPDX-License-Identifier: MIT
// The command that puts rows into clusters.
#pragma once

#include <string>
#include <vector>

namespace sae::cli {

/// sae cluster RUN: k-means on the codes of rows and on the rows themselves as the network sees
/// them, side by side: a table on stdout; cluster.json, assignments.csv and centroids.png in a
/// folder. words: behind the command's name. Returns 0; throws Error.
int cluster(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
