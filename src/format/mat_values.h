// SPDX-License-Identifier: MIT
// Number types of MATLAB 5 files, and the values of an array in them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "format/array.h"
#include "format/mat_element.h"

namespace sae::format {

/// A number type: as class of an array, and as type of the data elements that store one.
struct MatNumber {
  NumberType type = NumberType::kUint8;
  std::uint32_t class_code = 0;    ///< mxDOUBLE_CLASS, ...
  std::uint32_t storage_code = 0;  ///< miDOUBLE, ...
  std::string_view class_name;     ///< In MATLAB: "double".
};

/// The type with this class code; nullptr if it is not a number.
const MatNumber* find_mat_class(std::uint32_t code);

/// Opens an array's values, column-major. `element` must be positioned at the array's real part;
/// `type` is the class of the array, kBool for logical. MATLAB stores values in a smaller type that
/// holds them all; they are converted to `type` while reading. `name` is the place for messages.
/// Throws sae::Error (kData) on data elements that store no numbers, on 64-bit numbers in an array
/// of another class, and as ArrayReader's constructor does. Reading also throws it if the class
/// does not contain a stored value, and on data after the values.
ArrayReader open_mat_values(const std::string& name, MatElement element, NumberType type,
                            std::vector<std::int64_t> shape);

}  // namespace sae::format
