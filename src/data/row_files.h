// SPDX-License-Identifier: MIT
// Rows as files for other programs.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "format/array.h"

namespace sae::data {

/// The type in array files of values of this type: uint8, float32 or float64.
format::NumberType number_type(at::ScalarType type);
/// The shortest text that gives the same value.
std::string csv_number(double value);
std::string csv_number(float value);
std::string csv_number(std::uint8_t value);

/// The shape of a row in array files: [D], for images [height, width] or [height, width, channels].
std::vector<std::int64_t> row_shape(const Dataset& rows);
/// The name of each feature; empty if unknown. Those of a window end in the number of its line.
std::vector<std::string> feature_names(const Dataset& rows);

/// The features as a NumPy file: [N, D], for images [N, height, width] or [N, height, width,
/// channels], in the features' own type.
std::string npy_of(const Dataset& rows);

/// The features as CSV: a header if the columns have names, then a line for each row; a missing
/// value (nan) is an empty field. With labels a last column "class" contains the class names. Each
/// number is the shortest text that gives the same float32 or float64.
std::string csv_of(const Dataset& rows);

}  // namespace sae::data
