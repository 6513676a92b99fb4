// SPDX-License-Identifier: MIT
// Classes of labelled rows. A class is named by its label as written in the file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// Maximum number of classes.
inline constexpr std::size_t kMostClasses = 65536;

/// Classes in natural order. A class is an index into `names`.
struct Classes {
  std::vector<std::int64_t> of;    ///< Class of each input label, in input order.
  std::vector<std::string> names;  ///< Unique class names, at most kMostClasses.
};

/// Natural order, a strict total order of distinct texts. Numbers come first, by value. In other
/// texts each run of digits counts as one number, so "fold2" comes before "fold10". Ties are broken
/// byte by byte.
bool natural_less(std::string_view a, std::string_view b);

/// Classes of whole-number labels. Throws sae::Error (kData) on more than kMostClasses distinct
/// labels; the message begins with `place`.
Classes classes_of(std::span<const std::int64_t> labels, const std::string& place);

/// Classes of text labels. If all are whole numbers, they are compared by value: "1", "+1", "01"
/// and "1.0" are one class, named "1". Throws sae::Error (kData) on more than kMostClasses distinct
/// labels, and if all are numbers but some are not whole.
Classes classes_of(std::span<const std::string> labels, const std::string& place);

}  // namespace sae::format
