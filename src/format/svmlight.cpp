// SPDX-License-Identifier: MIT
// Reads sparse rows in two passes: the first checks the text and finds the size, the second fills.
#include "format/svmlight.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/classes.h"
#include "format/plain_text.h"

namespace sae::format {
namespace {

using IndexBase = SvmlightOptions::IndexBase;

// With it, the number of columns fits in an int even if the first index is 0.
constexpr std::uint32_t kLargestIndex = 2147483646;

[[noreturn]] void fail_svmlight(const std::string& place, const std::string& problem,
                                const std::string& hint = "") {
  throw Error(ErrorKind::kData, place + ": expected " + problem, hint);
}

// Splits text into lines and words; skips comments and lines without words.
class SvmlightWords {
 public:
  explicit SvmlightWords(std::string_view text) : text_(text) {}

  // Goes to the next line that has a word; false at the end of the text.
  bool next_line() {
    do {
      if (line_ > 0) leave_line();
      if (at_ == text_.size()) return false;
      ++line_;
      skip_blanks();
    } while (line_ends());
    return true;
  }

  // The next word of the line; empty at its end.
  std::string_view next_word() {
    skip_blanks();
    const std::size_t begin = at_;
    while (!line_ends() && !at_blank()) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // Number of the current line, from 1.
  std::int64_t line() const { return line_; }

  // Whether the last word ends where the text does.
  bool at_text_end() const { return at_ == text_.size(); }

 private:
  bool at_blank() const { return text_[at_] == ' ' || text_[at_] == '\t'; }

  bool line_ends() const {
    return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '#';
  }

  void skip_blanks() {
    while (at_ < text_.size() && at_blank()) ++at_;
  }

  void leave_line() {
    at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    at_ = std::min(at_ + (text_.substr(at_, 2) == "\r\n" ? 2 : 1), text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;  // 0 before the first line
};

// One text for each number. format_number alone would name a class "1e+05".
std::string label_text(double number) {
  constexpr double kLargestWholeLabel = 9007199254740992;
  if (std::abs(number) > kLargestWholeLabel || number != std::floor(number)) {
    return base::format_number(number);
  }
  return std::to_string(static_cast<std::int64_t>(number));
}

// One text for each set of labels; nullopt if one of them is not a number.
std::optional<std::string> canonical_label(std::string_view word) {
  std::vector<double> numbers;
  while (true) {
    const std::string_view part = word.substr(0, word.find(','));
    const std::optional<double> number = base::parse_number(without_plus(part));
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    if (part.size() == word.size()) break;
    word.remove_prefix(part.size() + 1);
  }
  std::ranges::sort(numbers);
  std::string text = label_text(numbers.front());
  for (std::size_t i = 1; i < numbers.size(); ++i) text += ',' + label_text(numbers[i]);
  return text;
}

bool is_query(std::string_view word) {
  constexpr std::string_view kMark = "qid:";
  return word.starts_with(kMark) && base::parse_integer(word.substr(kMark.size()));
}

// The parts of "index:value".
struct SvmlightField {
  std::uint32_t index;  // above kLargestIndex if the number is
  std::string_view value;
};

// nullopt if the word does not begin with a whole number and a colon.
std::optional<SvmlightField> split_field(std::string_view word) {
  const char* const end = word.data() + word.size();
  std::uint32_t index = 0;
  const auto [stop, error] = std::from_chars(word.data(), end, index);
  if (error == std::errc::invalid_argument || stop == end || *stop != ':') return std::nullopt;
  if (error == std::errc::result_out_of_range) index = kLargestIndex + 1;
  return SvmlightField{index, std::string_view(stop + 1, end)};
}

struct SvmlightEntry {
  std::uint32_t index;
  double value;
};

// Reads rows. Every error message begins with name and line.
class SvmlightRows {
 public:
  SvmlightRows(std::string_view text, const std::string& name) : words_(text), name_(name) {}

  // Reads the next row; false at the end of the text.
  bool next() {
    if (!words_.next_line()) return false;
    read_label(words_.next_word());
    entries_.clear();
    std::string_view word = words_.next_word();
    if (is_query(word)) word = words_.next_word();
    for (; !word.empty(); word = words_.next_word()) read_entry(word);
    return true;
  }

  const std::string& label() const { return label_; }
  const std::vector<SvmlightEntry>& entries() const { return entries_; }
  std::string place() const { return place_of(words_.line()); }
  std::string place_of(std::int64_t line) const { return name_ + ':' + std::to_string(line); }
  std::int64_t line() const { return words_.line(); }

 private:
  void read_label(std::string_view word) {
    std::optional<std::string> label = canonical_label(word);
    if (!label) {
      fail_svmlight(
          place(), "a number as the label, found " + base::quote(word),
          word.find(':') == std::string_view::npos ? "" : "begin each row with its label");
    }
    label_ = std::move(*label);
  }

  void read_entry(std::string_view word) {
    const std::optional<SvmlightField> field = split_field(word);
    if (!field) fail_svmlight(place(), "index:value, found " + base::quote(word));
    const auto [index, text] = *field;
    if (index > kLargestIndex) {
      fail_svmlight(place(), "an index of at most " + std::to_string(kLargestIndex) + ", found " +
                                 base::quote(word));
    }
    if (!entries_.empty() && index <= entries_.back().index) fail_order(index);
    const std::optional<double> value = base::parse_number(without_plus(text));
    if (!value) {
      fail_svmlight(place(), "a finite number for index " + std::to_string(index) + ", found " +
                                 base::quote(text));
    }
    entries_.push_back({index, *value});
  }

  [[noreturn]] void fail_order(std::uint32_t index) const {
    const std::uint32_t before = entries_.back().index;
    fail_svmlight(place(),
                  "ascending indices, found " + std::to_string(index) +
                      (index == before ? " twice" : " after " + std::to_string(before)),
                  index == before ? "" : "sort the fields of each row by index");
  }

  SvmlightWords words_;
  std::string name_;
  std::string label_;
  std::vector<SvmlightEntry> entries_;
};

// What the first pass finds.
struct SvmlightSize {
  std::int64_t rows = 0;
  std::int64_t largest_index = -1;  // -1: no row has a field
  std::int64_t line = 0;            // the first line with the largest index
  bool has_index_zero = false;
};

SvmlightSize measure_svmlight(SvmlightRows rows, IndexBase base) {
  SvmlightSize size;
  for (; rows.next(); ++size.rows) {
    if (rows.entries().empty()) continue;
    if (rows.entries().front().index == 0) {
      if (base == IndexBase::kOne) {
        fail_svmlight(rows.place(), "indices from 1, found 0", "use --index_base 0");
      }
      size.has_index_zero = true;
    }
    const std::int64_t last = rows.entries().back().index;
    if (last <= size.largest_index) continue;
    size.largest_index = last;
    size.line = rows.line();
  }
  return size;
}

std::int64_t count_columns(const SvmlightRows& rows, const SvmlightSize& size,
                           std::int64_t first_index, std::int64_t features) {
  const std::int64_t needed = size.largest_index < 0 ? 0 : size.largest_index - first_index + 1;
  if (features == 0) return needed;
  if (needed > features) {
    fail_svmlight(rows.place_of(size.line),
                  "indices up to " + std::to_string(features - 1 + first_index) + ", found " +
                      std::to_string(size.largest_index),
                  "use --features " + std::to_string(needed));
  }
  return features;
}

// Checks the whole text. The values and labels are still empty.
SvmlightData outline_svmlight(const SvmlightRows& rows, const std::string& name,
                              const SvmlightOptions& options) {
  const SvmlightSize size = measure_svmlight(rows, options.base);
  if (size.rows == 0) {
    fail_svmlight(name, "rows of a label and index:value fields, found none");
  }
  SvmlightData data;
  data.rows = size.rows;
  data.has_index_zero = size.has_index_zero;
  const bool from_zero = size.has_index_zero || options.base == IndexBase::kZero;
  data.first_index = from_zero ? 0 : 1;
  data.columns = count_columns(rows, size, data.first_index, options.features);
  if (data.columns == 0) {
    fail_svmlight(name, "index:value fields, found labels only",
                  "give the number of columns with --features");
  }
  if (data.columns > options.max_values / data.rows) {
    fail_svmlight(name, "at most " + std::to_string(options.max_values) +
                            " values (zeros included), found " + std::to_string(data.rows) +
                            " rows x " + std::to_string(data.columns) + " columns");
  }
  return data;
}

// Reads all values; returns the distinct labels, whose numbers it puts into `data`.
std::vector<std::string> fill_svmlight(SvmlightRows rows, SvmlightData& data) {
  data.values.resize(static_cast<std::size_t>(data.rows * data.columns));
  data.labels.reserve(static_cast<std::size_t>(data.rows));
  std::map<std::string, std::int64_t> numbers;
  for (std::int64_t begin = -data.first_index; rows.next(); begin += data.columns) {
    for (const auto& [index, value] : rows.entries()) {
      data.values[static_cast<std::size_t>(begin + index)] = value;
    }
    const auto next = static_cast<std::int64_t>(numbers.size());
    data.labels.push_back(numbers.try_emplace(rows.label(), next).first->second);
  }
  std::vector<std::string> texts(numbers.size());
  for (const auto& [text, number] : numbers) texts[static_cast<std::size_t>(number)] = text;
  return texts;
}

void classify_svmlight(const std::vector<std::string>& texts, const std::string& name,
                       SvmlightData& data) {
  try {
    Classes classes = classes_of(std::span(texts), name);
    for (std::int64_t& label : data.labels) label = classes.of[static_cast<std::size_t>(label)];
    data.class_names = std::move(classes.names);
  } catch (const Error& error) {
    data.labels.clear();
    data.label_problem = error.what();
  }
}

bool has_leading_zero(std::string_view text) {
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

// The index of a field; nullopt if the word is none. Numbers that the reader refuses, such as nan,
// are accepted: its message is better than that of a reader of tables.
std::optional<std::uint32_t> probable_index(std::string_view word) {
  const std::optional<SvmlightField> field = split_field(word);
  if (!field || has_leading_zero(word) || has_leading_zero(field->value)) return std::nullopt;
  const std::string_view text = without_plus(field->value);
  const char* const end = text.data() + text.size();
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::invalid_argument || stop != end) return std::nullopt;
  return field->index;
}

}  // namespace

SvmlightData parse_svmlight(std::string_view text, const std::string& name,
                            const SvmlightOptions& options) {
  const SvmlightRows rows(expect_utf8(text, name), name);
  SvmlightData data = outline_svmlight(rows, name, options);
  classify_svmlight(fill_svmlight(rows, data), name, data);
  return data;
}

bool looks_like_svmlight(std::string_view text) {
  constexpr int kLines = 20;
  bool found = false;
  SvmlightWords words(skip_byte_order_mark(text));
  for (int line = 0; line < kLines && words.next_line(); ++line) {
    const bool has_label = canonical_label(words.next_word()).has_value();
    // The text may be cut within its last word.
    if (!has_label && !words.at_text_end()) return false;
    std::string_view word = words.next_word();
    if (is_query(word)) word = words.next_word();
    std::int64_t before = -1;
    for (; !word.empty(); word = words.next_word()) {
      const std::optional<std::uint32_t> index = probable_index(word);
      const bool is_field = index && *index > before;
      if (!is_field && !words.at_text_end()) return false;
      found = found || is_field;
      if (index) before = *index;
    }
  }
  return found;
}

}  // namespace sae::format
