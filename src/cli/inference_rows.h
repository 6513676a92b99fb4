// SPDX-License-Identifier: MIT
// Reads the rows on which a command uses trained runs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "config/problems.h"
#include "data/row_stream.h"
#include "data/split.h"
#include "run/stack.h"

namespace sae::cli {

/// data::read_split, with pictures converted to the full scale of the first run's training
/// pictures. Also throws as expect_rows does.
data::Split read_split_for(const run::Stack& stack, const config::DataConfig& config,
                           data::SplitMode division = data::SplitMode::kOfTraining);

/// Rows as in files: the parts of the source run's own data, or of other data (--data). All rows of
/// other data are validation rows, unless there is a test set or --valid is given. Other data may
/// lack the run's --label_column, unless that option was typed. They have no labels, and a log line
/// says so, if two conditions hold. No column has that name, or the table is too narrow for that
/// index; and the rows without it have the first network's input width. Throws kUsage with one line
/// for each typed value out of range. Throws kData unless the rows have that width. Also throws as
/// expect_rows and data::read_split do.
data::Split read_inference_rows(const run::Stack& stack, const std::vector<config::Setting>& typed);

/// The rows of one part as a stream, with the same options and checks. Pixels are not yet converted
/// to the full scale of the first run's training pictures (data::at_full_scale).
std::unique_ptr<const data::RowStream> open_inference_rows(
    const run::Stack& stack, const std::vector<config::Setting>& typed, config::Part part);

/// Logs the runs, and the place and number of the rows.
void log_inputs(const run::Stack& stack, const std::string& place, std::int64_t rows);

/// Adds a problem for each data option that was typed: without --data it has no effect.
void refuse_data_options(const std::vector<config::Setting>& typed, config::Problems& problems);

}  // namespace sae::cli
