// SPDX-License-Identifier: MIT
// Fuzzes the table reader: without labels, with labels in the last column, and in the column named
// "y".
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "format/table.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// In a first row of empty names each byte takes 24 for the field, 32 for the name and 8 for the
// number below it; a refusal also takes its message.
constexpr MemoryLimit kNumbers{64, 4 << 10};

// A different label in each row of two bytes takes a tree node of 72 bytes, three numbers and a
// name of 32 bytes. The fixed part is for the names "0" to "65535" that one number may require.
constexpr MemoryLimit kLabels{100, (2 << 20) + (4 << 10)};

using Options = format::TableOptions;

void check_labels(const format::Table& table) {
  const auto count = static_cast<std::int64_t>(table.class_names.size());
  const auto known = [count](std::int64_t label) { return label >= 0 && label < count; };
  expect(table.labels.size() == static_cast<std::size_t>(table.rows), "a label for each row");
  expect(std::all_of(table.labels.begin(), table.labels.end(), known), "labels with names");
}

// Writes the numbers as text again: without a header, with the labels in the last column.
std::string plain_text(const format::Table& table) {
  std::string text;
  auto value = table.values.begin();
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows); ++row) {
    std::vector<std::string> fields;
    for (std::int64_t i = 0; i < table.columns; ++i) {
      fields.push_back(base::format_number(*value++));
    }
    if (!table.labels.empty()) fields.push_back(std::to_string(table.labels[row]));
    text += base::join(fields, ",") + '\n';
  }
  return text;
}

void try_options(std::string_view input, const Options& options, MemoryLimit memory) {
  const auto table = read_or_refuse(input, memory, ErrorKind::kData,
                                    [&] { return format::parse_table(input, "x.csv", options); });
  if (!table) return;
  expect(table->rows >= 1 && table->columns >= 0, "rows");
  const auto rows = static_cast<std::size_t>(table->rows);
  const auto columns = static_cast<std::size_t>(table->columns);
  expect(table->values.size() == rows * columns, "as many values as rows and columns say");
  expect(std::all_of(table->values.begin(), table->values.end(),
                     [](double value) { return std::isfinite(value); }),
         "finite values");
  expect(table->column_names.empty() || table->column_names.size() == columns,
         "a name for each column, or none");
  expect(options.label_column || columns > 0, "columns");
  Options last;
  if (options.label_column) {
    check_labels(*table);
    last.label_column = "-1";
  }
  const format::Table again = format::parse_table(plain_text(*table), "x.csv", last);
  expect(again.rows == table->rows && again.columns == table->columns, "the same sizes again");
  expect(again.values == table->values, "the same values again");
  expect(again.labels == table->labels, "the same labels again");
}

}  // namespace

void try_input(std::string_view input) {
  Options options;
  try_options(input, options, kNumbers);
  for (const char* column : {"-1", "y"}) {
    options.label_column = column;
    try_options(input, options, kLabels);
  }
}

}  // namespace sae::fuzz
