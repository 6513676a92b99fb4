// SPDX-License-Identifier: MIT
// The command `sae anomaly`: finds rows unlike a run's training rows.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"

namespace sae::cli {

/// Its options and help.
CommandLine anomaly_line();

/// sae anomaly RUN: compares the reconstruction error of each row with a quantile of the training
/// rows' errors. Computes the area under the ROC curve if anomalous rows are known. Writes
/// anomaly.json, anomaly.csv and anomaly.png to a folder. words: arguments after the command's
/// name. Returns 0; throws Error.
int anomaly(const std::vector<std::string>& words, const std::vector<std::string>& command_line);

}  // namespace sae::cli
