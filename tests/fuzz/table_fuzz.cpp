// SPDX-License-Identifier: MIT
// Fuzzes the table reader: without labels, with labels in the last column and in the column named
// "y", and with texts and missing values kept or left out.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "format/classes.h"
#include "format/table.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// In a first row of empty names each byte is a field: it takes 24 bytes for itself, 64 for its name
// in three places, 8 for its number and about 200 for its column, in growing lists. A refusal also
// takes its message.
constexpr MemoryLimit kNumbers{500, 8 << 10};

// A different text or label in each row of two bytes takes a tree node of 72 bytes, three numbers
// and two names of 32 bytes. The fixed part is for the names "0" to "65535" that one number may
// require.
constexpr MemoryLimit kTexts{500, (2 << 20) + (8 << 10)};

using Options = format::TableOptions;

void check_labels(const format::Table& table) {
  const auto count = static_cast<std::int64_t>(table.class_names.size());
  const auto known = [count](std::int64_t label) { return label >= 0 && label < count; };
  expect(table.labels.size() == static_cast<std::size_t>(table.rows), "a label for each row");
  expect(std::all_of(table.labels.begin(), table.labels.end(), known), "labels with names");
}

// Writes the values as text again: without a header, with the labels in the last column.
std::string plain_text(const format::Table& table) {
  std::string text;
  std::size_t next = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows); ++row) {
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      fields.push_back(base::format_number(table.values[next++]));
    }
    if (!table.labels.empty()) fields.push_back(std::to_string(table.labels[row]));
    text += base::join(fields, ",") + '\n';
  }
  return text;
}

// Whether the value can be in the column.
bool fits(double value, const format::TableColumn& column, const Options& options) {
  if (std::isnan(value)) return options.missing == format::MissingValues::kKeep;
  if (column.kind != format::ColumnKind::kText) return std::isfinite(value);
  return value >= 0 && value < static_cast<double>(column.texts.size()) &&
         value == std::floor(value);
}

void check_values(const format::Table& table, const Options& options) {
  const std::size_t columns = table.columns.size();
  expect(table.values.size() == static_cast<std::size_t>(table.rows) * columns,
         "as many values as rows and columns say");
  for (std::size_t i = 0; i < table.values.size(); ++i) {
    expect(fits(table.values[i], table.columns[i % columns], options), "values of their kind");
  }
}

void check_columns(const format::Table& table, const Options& options) {
  for (const format::TableColumn& column : table.columns) {
    expect(column.name.empty() != table.has_names, "a name for each column, or none");
    const bool has_texts = column.kind == format::ColumnKind::kText;
    expect(has_texts || column.texts.empty(), "texts in columns of texts only");
    expect(!has_texts || options.texts == format::TextColumns::kKeep, "texts where they are kept");
    expect(std::ranges::is_sorted(column.texts, format::natural_less), "sorted texts");
  }
}

bool same_values(const format::Table& a, const format::Table& b) {
  if (a.values.size() != b.values.size()) return false;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double one = a.values[i], other = b.values[i];
    if (one != other && !(std::isnan(one) && std::isnan(other))) return false;
  }
  return true;
}

// Reads the table again as new data for what was trained on it.
void try_own_columns(std::string_view input, const format::Table& table, Options options) {
  options.known = {table.columns, format::NewTexts::kRefuse};
  const format::Table again = format::parse_table(input, "x.csv", options);
  expect(again.rows == table.rows && same_values(again, table), "the same values by own columns");
  expect(again.labels == table.labels, "the same labels by own columns");
}

void try_options(std::string_view input, const Options& options, MemoryLimit memory) {
  const auto table = read_or_refuse(input, memory, ErrorKind::kData,
                                    [&] { return format::parse_table(input, "x.csv", options); });
  if (!table) return;
  expect(table->rows >= 1, "rows");
  check_columns(*table, options);
  check_values(*table, options);
  expect(table->row_ids.empty() || std::ssize(table->row_ids) == table->rows, "an id for each row");
  expect(std::ranges::is_sorted(table->row_ids), "ascending ids");
  if (options.label_column) check_labels(*table);
  if (table->columns.empty()) return;
  try_own_columns(input, *table, options);
  Options plain;
  plain.missing = options.missing;
  plain.header = format::HeaderRow::kNo;
  if (options.label_column) plain.label_column = "-1";
  const format::Table again = format::parse_table(plain_text(*table), "x.csv", plain);
  expect(again.rows == table->rows && again.columns.size() == table->columns.size(),
         "the same sizes again");
  expect(same_values(again, *table), "the same values again");
  expect(again.labels == table->labels, "the same labels again");
}

}  // namespace

void try_input(std::string_view input) {
  Options options;
  try_options(input, options, kNumbers);
  for (const char* column : {"-1", "y"}) {
    options.label_column = column;
    try_options(input, options, kTexts);
  }
  options = {};
  options.texts = format::TextColumns::kKeep;
  options.missing = format::MissingValues::kKeep;
  try_options(input, options, kTexts);
  options.texts = format::TextColumns::kDrop;
  options.missing = format::MissingValues::kDropRow;
  options.header = format::HeaderRow::kYes;
  options.label_column = "-1";
  try_options(input, options, kTexts);
}

}  // namespace sae::fuzz
