// SPDX-License-Identifier: MIT
// Rows as files for other programs.
#pragma once

#include <string>

#include "data/dataset.h"

namespace sae::data {

/// The features as a NumPy file: [N, D], for images [N, height, width] or [N, height, width,
/// channels], in the features' own type.
std::string npy_of(const Dataset& rows);

/// The features as CSV: a header if the columns have names, then a line for each row; a missing
/// value (nan) is an empty field. With labels a last column "class" contains the class names. Each
/// number is the shortest text that gives the same float32 or float64.
std::string csv_of(const Dataset& rows);

}  // namespace sae::data
