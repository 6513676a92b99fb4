// SPDX-License-Identifier: MIT
// Reads a run's own rows as in training.
#pragma once

#include <optional>
#include <string>

#include "data/split.h"
#include "run/trained_run.h"

namespace sae::cli {

/// The run's rows, scaled and clipped as in training. data: where they are now, if they were moved.
/// Throws kData if they do not have the network's width, and as data::read_split does.
data::Split read_own_rows(const run::TrainedRun& run, const std::optional<std::string>& data);

}  // namespace sae::cli
