// SPDX-License-Identifier: MIT
// Numbers the distinct texts of a column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sae::format {

/// The distinct texts of a column, numbered from 0 in order of appearance. At most kMostClasses
/// (format/classes.h).
class DistinctTexts {
 public:
  DistinctTexts() = default;
  /// Begins with these texts.
  explicit DistinctTexts(const std::vector<std::string>& texts);

  /// The number of a text, if it is known.
  std::optional<std::int64_t> find(std::string_view text) const;
  /// The number of a text, new or known; nullopt if there would be too many.
  std::optional<std::int64_t> number(std::string_view text);

  std::size_t size() const { return numbers_.size(); }
  /// All texts; the number of a text is its index.
  std::vector<std::string> texts() const;

 private:
  std::map<std::string, std::int64_t, std::less<>> numbers_;
};

/// What an error message on more texts of a column expected and found.
std::string most_texts_expected();

/// Texts in natural order, and where each text of the input went.
struct SortedTexts {
  std::vector<std::string> texts;
  std::vector<std::int64_t> place_of;  ///< index into `texts`, for each input text
};

/// Sorts distinct texts by natural_less.
SortedTexts sort_naturally(std::vector<std::string> texts);

}  // namespace sae::format
