// SPDX-License-Identifier: MIT
// The rows that a command puts a trained run to use on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "data/split.h"
#include "run/stack.h"

namespace sae::cli {

/// data::read_split, and pictures brought to the full scale of those that the first run was trained
/// on.
data::Split read_split_for(const run::Stack& stack, const config::DataConfig& config,
                           std::uint64_t seed,
                           data::SplitMode division = data::SplitMode::kOfTraining);

/// The own parts of the stack's source, as files have them, or those of other data (--data), of
/// which all rows validate where there is no test set and --valid says nothing. Other data may lack
/// the run's --label_column, unless that was typed anew: where there is no column of that name (or,
/// of an index, too few columns for it) and the rows without it are as wide as the first network,
/// they have no labels, and a line of the log says so. Throws kUsage with one line for each typed
/// value that is out of range, as read_split does, and kData unless the rows are as wide as the
/// first network.
data::Split read_inference_rows(const run::Stack& stack, const std::vector<config::Setting>& typed);

/// Whether an option was typed.
bool is_typed(const std::vector<config::Setting>& typed, const std::string& name);

}  // namespace sae::cli
