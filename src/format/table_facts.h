// SPDX-License-Identifier: MIT
// What passes over a table have shown.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "format/number_format.h"
#include "format/table_layout.h"

namespace sae::format {

/// What a pass over the text has shown. Each further pass knows more, so that there is a last one.
struct TableFacts {
  KnownLayout layout;
  bool has_marks = false;  // a field may be a number in another format
  std::optional<NumberFormat> numbers;
  std::vector<std::size_t> text_columns;  // columns of the file

  bool is_text(std::size_t column) const {
    return std::ranges::find(text_columns, column) != text_columns.end();
  }
};

}  // namespace sae::format
