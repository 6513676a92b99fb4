// SPDX-License-Identifier: MIT
// Reads tables from any program.
#include "format/table.h"

#include "format/plain_text.h"
#include "format/table_reader.h"

namespace sae::format {

Table parse_table(std::string_view text, const std::string& name, const TableOptions& options) {
  text = expect_utf8(text, name);
  TableFacts facts;
  while (true) {
    if (auto table = TableReader(text, name, options, facts).read()) return *std::move(table);
  }
}

}  // namespace sae::format
