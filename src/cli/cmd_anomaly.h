// SPDX-License-Identifier: MIT
// The command that finds rows unlike those a run was trained on.
#pragma once

#include <string>
#include <vector>

namespace sae::cli {

/// sae anomaly RUN: the reconstruction error of each row against a quantile of the errors of the
/// run's training rows, and the area under the ROC curve where it is known which rows are
/// anomalous; anomaly.json, anomaly.csv and anomaly.png in a folder. words: behind the command's
/// name. Returns 0; throws Error.
int anomaly(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
