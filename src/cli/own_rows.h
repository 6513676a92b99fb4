// SPDX-License-Identifier: MIT
// Reads a run's own rows as in training.
#pragma once

#include <optional>
#include <string>

#include "data/split.h"
#include "run/trained_run.h"

namespace sae::cli {

/// Throws kUsage if the run was imported without data and `config` names none.
void expect_rows(const run::TrainedRun& run, const config::DataConfig& config);

/// The run's rows, scaled and clipped as in training. data: where they are now, if they were moved.
/// Throws kData if they do not have the network's width, and as expect_rows and data::read_split
/// do.
data::Split read_own_rows(const run::TrainedRun& run, const std::optional<std::string>& data);

/// Throws kData if the rows are not those that the run was trained on.
void check_trained_on(const run::TrainedRun& run, const data::Split& split);

}  // namespace sae::cli
