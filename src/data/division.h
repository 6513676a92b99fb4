// SPDX-License-Identifier: MIT
// Which rows train and which validate where there is no test set.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "config/config.h"

namespace sae::data {

/// Of the training rows, where there is no test set and --valid says nothing.
inline constexpr double kValidShare = 0.1;

/// `valid` as a number of rows: it is a count from 1 up, or a share below 1.
std::int64_t count_of(double valid, std::int64_t rows);

/// The two parts of rows 0 to N − 1.
struct RowParts {
  at::Tensor train;  ///< [N − M − overlapping] int64, ascending
  at::Tensor valid;  ///< [M] int64, ascending
};

/// --valid of N rows, drawn by `seed`; a tenth where it says nothing. Of windows (`window` > 1 rows
/// of a series side by side) the last ones, and those before that share rows with them are in no
/// part, which the log says. Throws kUsage where --valid takes no row or all, kData where there are
/// too few rows: the message says how many are needed. `place` stands for the file.
RowParts divide_rows(const config::DataConfig& config, std::int64_t rows, std::int64_t window,
                     std::uint64_t seed, const std::string& place);

}  // namespace sae::data
