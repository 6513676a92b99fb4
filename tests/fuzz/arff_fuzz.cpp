// SPDX-License-Identifier: MIT
// Fuzzes the ARFF reader, and reads its attributes and rows again after writing them as text.
#include <cmath>

#include "format/arff.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

using format::ArffAttribute;
using format::ArffField;
using format::ArffReader;
using format::ArffType;

// A nominal value of two bytes takes 32 for its text and 8 for its place in the order; a growing
// vector has three times the bytes for a moment. A refusal also takes its message.
constexpr MemoryLimit kMemory{64, 4 << 10};

void check_row(const ArffReader& reader) {
  const std::vector<ArffAttribute>& attributes = reader.attributes();
  expect(reader.fields().size() == attributes.size(), "a field for each attribute");
  for (std::size_t column = 0; column < attributes.size(); ++column) {
    const ArffField& field = reader.fields()[column];
    expect(!field.missing || field.content == "?", "a question mark for a missing field");
    const std::vector<std::string>& values = attributes[column].values;
    if (attributes[column].type == ArffType::kNominal && !field.missing) {
      expect(field.value_index < values.size(), "a declared value");
      expect(values[field.value_index] == field.content, "the value's text");
    }
    if (attributes[column].type != ArffType::kNumeric) continue;
    try {
      expect(std::isfinite(reader.number(column)), "finite numbers");
    } catch (const Error& error) {
      check_refusal(error, ErrorKind::kData);
    }
  }
}

// Returns the number of rows.
std::size_t read_rows(std::string_view input) {
  ArffReader reader(input, "x.arff");
  std::size_t rows = 0;
  for (; reader.next(); ++rows) check_row(reader);
  return rows;
}

std::string in_quotes(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') quoted += '\\';
    if (c == '\n' || c == '\r') {
      quoted += c == '\n' ? "\\n" : "\\r";
    } else {
      quoted += c;
    }
  }
  return quoted + '\'';
}

std::string type_text(const ArffAttribute& attribute) {
  switch (attribute.type) {
    case ArffType::kNumeric:
      return "numeric";
    case ArffType::kString:
      return "string";
    case ArffType::kDate:
      return "date " + (attribute.date_format.empty() ? "" : in_quotes(attribute.date_format));
    case ArffType::kNominal:
      break;
  }
  std::string text;
  for (const std::string& value : attribute.values) text += ',' + in_quotes(value);
  return '{' + text.substr(1) + '}';
}

// Writes dense rows with quotes around all values.
std::string plain_text(ArffReader& reader) {
  std::string text;
  for (const ArffAttribute& attribute : reader.attributes()) {
    text += "@attribute " + in_quotes(attribute.name) + ' ' + type_text(attribute) + '\n';
  }
  text += "@data\n";
  while (reader.next()) {
    std::string row;
    for (const ArffField& field : reader.fields()) {
      row += ',' + (field.missing ? "?" : in_quotes(field.content));
    }
    text += row.substr(1) + '\n';
  }
  return text;
}

}  // namespace

void try_input(std::string_view input) {
  const auto rows =
      read_or_refuse(input, kMemory, ErrorKind::kData, [&] { return read_rows(input); });
  if (!rows) return;
  ArffReader reader(input, "x.arff");
  const std::string text = plain_text(reader);
  expect(read_rows(text) == *rows, "the same number of rows again");
  ArffReader again(text, "x.arff");
  expect(plain_text(again) == text, "the same text again");
}

}  // namespace sae::fuzz
