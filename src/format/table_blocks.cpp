// SPDX-License-Identifier: MIT
// Reads tables of known columns in blocks of rows.
#include "format/table_blocks.h"

#include <utility>
#include <variant>

#include "base/error.h"
#include "format/classes.h"
#include "format/plain_text.h"
#include "format/table_reader.h"

namespace sae::format {
namespace {

/// Rows per block of the first pass, which keeps none.
constexpr std::int64_t kRowsOfScan = 1024;

}  // namespace

TableBlocks::TableBlocks(std::string_view text, std::string name, TableOptions options)
    : text_(expect_utf8(text, name)), name_(std::move(name)), options_(std::move(options)) {
  const BlockTaker scan{kRowsOfScan, [&](const TableRows& block) {
                          has_doubles_ =
                              has_doubles_ ||
                              std::holds_alternative<TableValues::Doubles>(block.values.list());
                          return true;
                        }};
  while (true) {
    has_doubles_ = false;
    TableReader reader(text_, name_, options_, facts_, &scan);
    std::optional<Table> table = reader.read();
    if (!table) continue;
    table_ = *std::move(table);
    classes_ = classes_of(reader.label_texts(), reader.label_place()).of;
    return;
  }
}

std::int64_t TableBlocks::class_of(std::int64_t label) const {
  if (label < std::ssize(classes_)) return classes_[static_cast<std::size_t>(label)];
  throw Error(ErrorKind::kData, name_ +
                                    ": expected the labels of the first reading, found another "
                                    "(was it changed?)");
}

void TableBlocks::read(std::int64_t rows, const Visit& visit) const {
  const BlockTaker taker{rows, [&](TableRows block) {
                           for (std::int64_t& label : block.labels) label = class_of(label);
                           return visit(std::move(block));
                         }};
  TableFacts facts = facts_;
  TableReader(text_, name_, options_, facts, &taker).read();
}

}  // namespace sae::format
