// SPDX-License-Identifier: MIT
// Reads ARFF files line by line: declarations, then dense and sparse rows.
#include "format/arff.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/plain_text.h"

namespace sae::format {
namespace {

struct ArffTypeName {
  std::string_view name;
  ArffType type;
};

constexpr std::array<ArffTypeName, 5> kArffTypeNames{{{"numeric", ArffType::kNumeric},
                                                      {"real", ArffType::kNumeric},
                                                      {"integer", ArffType::kNumeric},
                                                      {"string", ArffType::kString},
                                                      {"date", ArffType::kDate}}};

// The first five values for a message, fewer if they are long.
std::string list_values(const std::vector<std::string>& values) {
  constexpr std::size_t kMostValues = 5, kMostBytes = 100;
  std::string list;
  std::size_t count = 0;
  for (; count < std::min(values.size(), kMostValues) && list.size() < kMostBytes; ++count) {
    list += (count > 0 ? ", " : "") + base::quote(values[count]);
  }
  if (count < values.size()) list += ", ... (" + std::to_string(values.size()) + " values)";
  return list;
}

// The field of an absent value in a sparse row. Weka defines it as the number 0 of each type.
ArffField absent_field(const ArffAttribute& attribute) {
  switch (attribute.type) {
    case ArffType::kNumeric:
      return {"0"};
    case ArffType::kNominal:
      return {attribute.values.front()};
    case ArffType::kString:
    case ArffType::kDate:
      break;
  }
  return {};
}

}  // namespace

ArffReader::ArffReader(std::string_view text, std::string name) : scanner_(text, std::move(name)) {
  read_header();
  fields_.reserve(attributes_.size());
  for (std::size_t column = 0; column < attributes_.size(); ++column) {
    fields_.push_back(absent_field(attributes_[column]));
    if (is_text(column)) ++texts_;
  }
}

void ArffReader::fail_column(std::size_t column, const std::string& expected,
                             const std::string& hint) const {
  throw Error(ErrorKind::kData,
              place() + ": column " + std::to_string(column + 1) + " (\"" +
                  base::excerpt(attributes_[column].name) + "\"): expected " + expected,
              hint);
}

void ArffReader::read_header() {
  std::set<std::string> names;
  while (read_declaration()) {
    if (attributes_.size() == names.size()) continue;
    const std::string& name = attributes_.back().name;
    if (!names.insert(name).second) {
      scanner_.fail("unique attribute names, found " + base::quote(name) + " again");
    }
  }
  if (attributes_.empty()) scanner_.fail("an @attribute before @data, found none");
}

// Returns false after @data.
bool ArffReader::read_declaration() {
  if (!scanner_.next_line()) {
    scanner_.fail_file("@data after the attributes, found the end of the file");
  }
  const std::string_view rest = scanner_.rest();
  const std::string_view keyword = rest.substr(0, rest.find_first_of(" \t,{}'\"%"));
  const bool data = is_word(keyword, "@data");
  if (is_word(keyword, "@relation")) return true;
  if (!data && !is_word(keyword, "@attribute")) fail_keyword();
  scanner_.skip(keyword.size());
  if (data) {
    scanner_.expect_line_end("@data");
  } else {
    read_attribute();
  }
  return !data;
}

void ArffReader::fail_keyword() const {
  const std::string_view rest = scanner_.rest();
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
  std::string hint = "write a line @data before the rows";
  if (word.starts_with('@')) {
    const auto near = base::nearest(word, {"@relation", "@attribute", "@data"});
    hint = near ? "did you mean " + *near + "?" : "";
  }
  scanner_.fail("@relation, @attribute or @data, found " + base::quote(word), hint);
}

void ArffReader::read_attribute() {
  ArffAttribute attribute;
  attribute.name = scanner_.take_name("an attribute name");
  if (scanner_.at('{')) {
    attribute.type = ArffType::kNominal;
    read_values(attribute);
  } else {
    attribute.type = take_type();
    sorted_values_.emplace_back();
  }
  if (attribute.type == ArffType::kDate && !scanner_.at_line_end() && !scanner_.at('{')) {
    attribute.date_format = scanner_.take_name("a date format");
  }
  if (scanner_.at('{')) {
    scanner_.skip_weight();
  } else if (!scanner_.at('[')) {
    scanner_.expect_line_end("the type");
  }
  attributes_.push_back(std::move(attribute));
}

ArffType ArffReader::take_type() {
  const std::string expected = "numeric, real, integer, string, date or values in braces";
  const std::string_view type = scanner_.take_token(expected).content;
  for (const ArffTypeName& known : kArffTypeNames) {
    if (is_word(type, known.name)) return known.type;
  }
  scanner_.fail(expected + ", found " + base::quote(type),
                is_word(type, "relational")
                    ? "relational attributes are not supported"
                    : "write an attribute name that contains spaces in quotes");
}

void ArffReader::read_values(ArffAttribute& attribute) {
  scanner_.skip(1);
  do {
    attribute.values.push_back(scanner_.take_name("a nominal value"));
  } while (!scanner_.at('}') && scanner_.take_separator());
  scanner_.skip_closing_brace();
  const std::vector<std::string>& values = attribute.values;
  std::vector<std::size_t> sorted(values.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::ranges::sort(sorted, {}, [&](std::size_t i) -> const std::string& { return values[i]; });
  const auto same = [&](std::size_t a, std::size_t b) { return values[a] == values[b]; };
  const auto twice = std::ranges::adjacent_find(sorted, same);
  if (twice != sorted.end()) {
    scanner_.fail("unique nominal values, found " + base::quote(values[*twice]) + " again",
                  "write values that contain spaces in quotes");
  }
  sorted_values_.push_back(std::move(sorted));
}

bool ArffReader::next() {
  if (!scanner_.next_line()) {
    if (has_rows_) return false;
    scanner_.fail_file("rows after @data, found none");
  }
  has_rows_ = true;
  if (scanner_.at('{')) {
    read_sparse();
  } else {
    read_dense();
  }
  return true;
}

void ArffReader::read_dense() {
  set_columns_.clear();
  std::size_t count = 0;
  do {
    if (count > 0 && scanner_.at('{')) {
      scanner_.skip_weight();
      break;
    }
    if (scanner_.at(',') || scanner_.at_line_end()) {
      scanner_.fail("a value, found " + scanner_.found(), "write a missing value as ?");
    }
    const ArffToken token = scanner_.take_token("a value");
    // If the row is too long, only its length is needed for the message.
    if (count < fields_.size()) set_field(count, token);
    ++count;
  } while (scanner_.take_separator());
  if (count == fields_.size()) return;
  scanner_.fail(
      std::to_string(fields_.size()) + " values, found " + std::to_string(count),
      count > fields_.size() ? "write values that contain spaces or commas in quotes" : "");
}

void ArffReader::read_sparse() {
  // Resets only what the row before gave, so that time is proportional to the text.
  for (const std::size_t column : set_columns_) fields_[column] = absent_field(attributes_[column]);
  set_columns_.clear();
  scanner_.skip(1);
  if (!scanner_.at('}')) {
    do {
      const std::size_t column = take_index();
      set_field(column, scanner_.take_token("a value after the index"));
    } while (!scanner_.at('}') && scanner_.take_separator());
  }
  scanner_.skip_closing_brace();
  if (scanner_.take_separator()) scanner_.skip_weight();
  check_absent();
}

std::size_t ArffReader::take_index() {
  const std::string_view digits = scanner_.take_token("an index").content;
  const std::optional<std::int64_t> index = base::parse_integer(digits);
  if (!index || *index < 0 || static_cast<std::uint64_t>(*index) >= fields_.size()) {
    scanner_.fail("an index from 0 to " + std::to_string(fields_.size() - 1) + ", found " +
                  base::quote(digits));
  }
  const auto column = static_cast<std::size_t>(*index);
  if (!set_columns_.empty() && column <= set_columns_.back()) {
    scanner_.fail("ascending indices, found " + std::to_string(column) + " after " +
                  std::to_string(set_columns_.back()));
  }
  return column;
}

// Checks that a sparse row gives each string and date.
void ArffReader::check_absent() const {
  const auto given =
      std::ranges::count_if(set_columns_, [this](std::size_t column) { return is_text(column); });
  if (static_cast<std::size_t>(given) == texts_) return;
  auto set = set_columns_.begin();
  for (std::size_t column = 0; column < fields_.size(); ++column) {
    if (set != set_columns_.end() && *set == column) {
      ++set;
    } else if (is_text(column)) {
      fail_column(column, "a value in each sparse row, found none",
                  "only numbers and nominal values may be absent");
    }
  }
}

void ArffReader::set_field(std::size_t column, const ArffToken& token) {
  ArffField& field = fields_[column];
  field = {token.content, 0, !token.quoted && token.content == "?"};
  set_columns_.push_back(column);
  if (field.missing) return;
  if (attributes_[column].type == ArffType::kNominal) {
    field.value_index = find_value(column);
  } else if (is_text(column) && !base::is_utf8(field.content)) {
    fail_column(column, "text in UTF-8, found " + base::quote(field.content),
                "save the file as UTF-8");
  }
}

bool ArffReader::is_text(std::size_t column) const {
  const ArffType type = attributes_[column].type;
  return type == ArffType::kString || type == ArffType::kDate;
}

std::size_t ArffReader::find_value(std::size_t column) const {
  const std::string_view content = fields_[column].content;
  const std::vector<std::string>& values = attributes_[column].values;
  const std::vector<std::size_t>& sorted = sorted_values_[column];
  const auto value = [&](std::size_t i) { return std::string_view(values[i]); };
  const auto place = std::ranges::lower_bound(sorted, content, {}, value);
  if (place == sorted.end() || values[*place] != content) {
    fail_column(column, "one of " + list_values(values) + ", found " + base::quote(content));
  }
  return *place;
}

double ArffReader::number(std::size_t column) const {
  const ArffField& field = fields_[column];
  const std::optional<double> value = base::parse_number(without_plus(field.content));
  if (value) return *value;
  fail_column(column, "a finite number, found " + base::quote(field.content),
              field.missing ? "" : "write a missing value as ?");
}

}  // namespace sae::format
