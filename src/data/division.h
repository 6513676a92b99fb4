// SPDX-License-Identifier: MIT
// Splits rows into training and validation if there is no test set.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "config/config.h"

namespace sae::data {

/// Default share of validation rows if there is no test set and no --valid.
inline constexpr double kValidShare = 0.1;

/// Converts --valid to a number of rows: a count from 1 up, or a share below 1.
std::int64_t count_of(double valid, std::int64_t rows);

/// A partition of the rows 0 to N − 1.
struct RowParts {
  at::Tensor train;  ///< [N − M − overlapping] int64, ascending
  at::Tensor valid;  ///< [M] int64, ascending
};

/// Splits N rows by --valid (default: a tenth), drawn by --split_seed. For windows of a series
/// (`window` > 1 joined rows) the last ones validate. Windows before them that share rows with both
/// parts are left out, which the log reports. Throws kUsage if --valid takes no row or all rows.
/// Throws kData if there are too few rows; the message gives the required number. `place` is the
/// data's name for messages.
RowParts divide_rows(const config::DataConfig& config, std::int64_t rows, std::int64_t window,
                     const std::string& place);

}  // namespace sae::data
