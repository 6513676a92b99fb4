// SPDX-License-Identifier: MIT
// Cuts text into rows of fields.
#include "sae/format/delimited.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sae/base/error.h"
#include "sae/base/text.h"

namespace sae::format {

std::string Field::content() const {
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    text += raw[i];
    if (doubled && raw[i] == '"') ++i;
  }
  return text;
}

DelimitedReader::DelimitedReader(std::string_view text, std::string name)
    : text_(text), name_(std::move(name)), delimiter_(find_delimiter(text)) {
  fields_.reserve(delimiter_.count + 1);
}

DelimitedReader::Delimiter DelimitedReader::find_delimiter(std::string_view text) {
  std::array<Delimiter, 3> found{{{'\t', 0}, {',', 0}, {';', 0}}};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    for (Delimiter& delimiter : found) delimiter.count += c == delimiter.character ? 1 : 0;
  }
  const auto fewer = [](const Delimiter& a, const Delimiter& b) { return a.count < b.count; };
  return *std::max_element(found.begin(), found.end(), fewer);  // the first of the largest
}

bool DelimitedReader::next() {
  const std::string_view last_row = text_.substr(row_begin_, at_ - row_begin_);
  line_ += std::count(last_row.begin(), last_row.end(), '\n');
  row_begin_ = at_;
  skip_spaces();
  if (line_ends_at(at_)) {
    if (text_.find_first_not_of(" \r\n", at_) == std::string_view::npos) return false;
    throw Error(ErrorKind::kData,
                place_of(text_.data() + row_begin_) + ": expected a row, found a blank line");
  }
  fields_.clear();
  std::size_t count = 0;
  for (bool more = true; more;) {
    const Field field = read_field(++count);
    // Of a row that is too long only the length matters.
    if (width_ == 0 || count <= width_) fields_.push_back(field);
    more = !line_ends_at(at_);
    if (more) ++at_;
  }
  at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
  if (width_ == 0) width_ = count;
  if (count != width_) {
    throw Error(ErrorKind::kData, place_of(text_.data() + row_begin_) + ": expected " +
                                      std::to_string(width_) + " columns, found " +
                                      std::to_string(count));
  }
  return true;
}

std::size_t DelimitedReader::count_fields_at_most() const {
  const auto ends_field = [this](char c) { return c == '\n' || c == delimiter_.character; };
  return static_cast<std::size_t>(std::count_if(text_.begin(), text_.end(), ends_field)) + 1;
}

void DelimitedReader::fail_field(std::size_t at, std::size_t column,
                                 const std::string& problem) const {
  throw Error(ErrorKind::kData, place_of(text_.data() + at) + ": column " + std::to_string(column) +
                                    ": expected " + problem);
}

std::string DelimitedReader::place_of(const char* here) const {
  const auto breaks = std::count(text_.data() + row_begin_, here, '\n');
  return name_ + ':' + std::to_string(line_ + breaks);
}

bool DelimitedReader::line_ends_at(std::size_t at) const {
  if (at == text_.size() || text_[at] == '\n') return true;
  return text_[at] == '\r' && (at + 1 == text_.size() || text_[at + 1] == '\n');
}

void DelimitedReader::skip_spaces() {
  at_ = std::min(text_.find_first_not_of(' ', at_), text_.size());
}

Field DelimitedReader::read_field(std::size_t column) {
  skip_spaces();
  if (at_ < text_.size() && text_[at_] == '"') return read_quoted(column);
  const std::size_t begin = at_;
  for (; !field_ends(); ++at_) {
    if (text_[at_] == '"') {
      fail_field(begin, column, "quotes around the whole field, found one within it");
    }
  }
  const std::string_view field = text_.substr(begin, at_ - begin);
  return {field.substr(0, field.find_last_not_of(' ') + 1), false};
}

Field DelimitedReader::read_quoted(std::size_t column) {
  const std::size_t begin = ++at_;
  bool doubled = false;
  for (;; at_ += 2) {
    at_ = text_.find('"', at_);
    if (at_ == std::string_view::npos) fail_field(begin, column, "a closing quote, found none");
    if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') break;
    doubled = true;
  }
  const Field field{text_.substr(begin, at_ - begin), doubled};
  ++at_;
  skip_spaces();
  if (!field_ends()) {
    fail_field(at_, column,
               "nothing behind the closing quote, found " + base::quote(text_.substr(at_, 1)));
  }
  return field;
}

}  // namespace sae::format
