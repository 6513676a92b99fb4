// SPDX-License-Identifier: MIT
// Fuzzes the reader of numeric tables.
#include "format/csv.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// A line or a field may be one byte long and becomes a text of 32 bytes, in a list that has just
// grown and takes three times as much.
constexpr MemoryLimit kMemory{100, 4 << 10};

}  // namespace

void try_input(std::string_view input) {
  const auto table = read_or_refuse(input, kMemory, ErrorKind::kData,
                                    [&] { return format::parse_csv(input, "x.csv"); });
  if (!table) return;
  for (const auto& row : table->rows) {
    expect(row.size() == table->columns.size(), "a row has one value per column");
  }
  // Compares text instead of numbers: it distinguishes -0 from 0, and all nan are equal.
  const std::string text = format::csv_text(*table);
  const format::CsvTable again = format::parse_csv(text, "x.csv");
  expect(again.columns == table->columns, "columns that were written and read are the same");
  expect(format::csv_text(again) == text, "numbers that were written and read are the same");
}

}  // namespace sae::fuzz
