// SPDX-License-Identifier: MIT
// Reads tables of known columns in blocks of rows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "format/table.h"
#include "format/table_builder.h"
#include "format/table_facts.h"

namespace sae::format {

/// A table of known columns, whose rows are read again and again in blocks. The memory for them
/// does not grow with their number.
class TableBlocks {
 public:
  /// Returns whether to read on.
  using Visit = std::function<bool(TableRows block)>;

  /// Reads the whole text once, and throws what parse_table throws. options.known is given. The
  /// text must outlive this object. name: for messages.
  TableBlocks(std::string_view text, std::string name, TableOptions options);

  /// As parse_table returns it, without values, labels and row ids; `rows` counts those of all
  /// blocks.
  const Table& table() const { return table_; }
  /// Whether some value needs float64.
  bool has_doubles() const { return has_doubles_; }

  /// Calls `visit` with the rows of parse_table in blocks of `rows`, the last one of the rest. A
  /// block's labels are indices into the class names of `table`. Reads other rows if the text was
  /// changed in between, and throws kData if it cannot.
  void read(std::int64_t rows, const Visit& visit) const;

 private:
  std::int64_t class_of(std::int64_t label) const;

  std::string_view text_;
  std::string name_;
  TableOptions options_;
  TableFacts facts_;  // all that the passes need to know
  Table table_;
  std::vector<std::int64_t> classes_;  // of the labels, in the order of their first rows
  bool has_doubles_ = false;
};

}  // namespace sae::format
