// SPDX-License-Identifier: MIT
// Cuts ARFF text into lines and tokens.
#include "format/arff_scanner.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/plain_text.h"

namespace sae::format {
namespace {

// Parses the number at the start of the text and returns it with its length, 0 if there is none.
std::pair<std::uint32_t, std::size_t> parse_code(std::string_view text, int base) {
  std::uint32_t code = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), code, base).ptr;
  return {code, static_cast<std::size_t>(end - text.data())};
}

// Appends the character of an escape sequence and returns the sequence's length. sequence: not
// empty, the text after the backslash.
std::size_t append_escaped(std::string& text, std::string_view sequence) {
  constexpr std::string_view kLetters = "abfnrtv", kCharacters = "\a\b\f\n\r\t\v";
  const char first = sequence.front();
  if (const std::size_t i = kLetters.find(first); i != std::string_view::npos) {
    text += kCharacters[i];
    return 1;
  }
  const auto [octal, digits] = parse_code(sequence.substr(0, first <= '3' ? 3 : 2), 8);
  if (digits > 0) {
    base::append_utf8(text, octal);
    return digits;
  }
  const auto [hexadecimal, length] = parse_code(sequence.substr(1, 4), 16);
  if (first == 'u' && length == 4) {
    base::append_utf8(text, hexadecimal);
    return 1 + length;
  }
  text += first;
  return 1;
}

}  // namespace

ArffScanner::ArffScanner(std::string_view text, std::string name)
    : text_(expect_utf8(text, name)), name_(std::move(name)) {}

bool ArffScanner::next_line() {
  unescaped_.clear();
  while (at_ < text_.size()) {
    const std::size_t end = std::min(text_.find_first_of("\r\n", at_), text_.size());
    rest_ = text_.substr(at_, end - at_);
    at_ = std::min(end + (text_.substr(end, 2) == "\r\n" ? 2 : 1), text_.size());
    ++line_;
    skip(0);
    if (!at_line_end()) return true;
  }
  rest_ = {};
  return false;
}

void ArffScanner::skip(std::size_t count) {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t", count), rest_.size()));
}

ArffToken ArffScanner::take_token(std::string_view expected) {
  return at('\'') || at('"') ? take_quoted() : take_word(expected);
}

ArffToken ArffScanner::take_word(std::string_view expected) {
  const std::size_t end = std::min(rest_.find_first_of(" \t,{}'\"%"), rest_.size());
  const std::string_view word = rest_.substr(0, end);
  if (word.empty()) fail(std::string(expected) + ", found " + found());
  if (end < rest_.size() && (rest_[end] == '\'' || rest_[end] == '"' || rest_[end] == '%')) {
    fail("quotes around a text that contains a quote or %, found " +
         base::quote(rest_.substr(0, rest_.find_first_of(" \t,"))));
  }
  skip(end);
  return {word};
}

ArffToken ArffScanner::take_quoted() {
  const char mark = rest_.front();
  std::size_t end = 1;
  bool escaped = false;
  for (; end < rest_.size() && rest_[end] != mark; ++end) {
    if (rest_[end] != '\\') continue;
    escaped = true;
    ++end;
  }
  if (end >= rest_.size()) fail("a closing quote, found the end of the line");
  const std::string_view raw = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  if (!at_line_end() && std::string_view(" \t,{}").find(rest_.front()) == std::string_view::npos) {
    fail("nothing after the closing quote, found " + found(),
         "write a backslash before a quote within quotes");
  }
  const std::string_view content = escaped ? unescape(raw) : raw;
  skip(0);
  return {content, true};
}

std::string_view ArffScanner::unescape(std::string_view raw) {
  // No sequence is shorter than its character, so this suffices for all tokens of the line, and
  // those before stay where they are.
  if (unescaped_.empty()) unescaped_.reserve(raw.size() + rest_.size());
  const std::size_t begin = unescaped_.size();
  while (!raw.empty()) {
    const std::size_t plain = std::min(raw.find('\\'), raw.size());
    unescaped_ += raw.substr(0, plain);
    raw.remove_prefix(plain);
    if (!raw.empty()) raw.remove_prefix(1 + append_escaped(unescaped_, raw.substr(1)));
  }
  return std::string_view(unescaped_).substr(begin);
}

std::string ArffScanner::take_name(std::string_view expected) {
  const std::string_view name = take_token(expected).content;
  if (!base::is_utf8(name)) {
    fail(std::string(expected) + " in UTF-8, found " + base::quote(name), "save the file as UTF-8");
  }
  return std::string(name);
}

bool ArffScanner::take_separator() {
  if (!at(',')) return !at_line_end();
  skip(1);
  return true;
}

void ArffScanner::skip_closing_brace() {
  if (!at('}')) fail("a comma or '}', found " + found());
  skip(1);
}

void ArffScanner::skip_weight() {
  if (!at('{')) fail("a weight in braces, found " + found());
  skip(1);
  const std::string_view weight = take_token("a weight").content;
  if (!base::parse_number(weight)) fail("a number as the weight, found " + base::quote(weight));
  if (!at('}')) fail("'}' after the weight, found " + found());
  skip(1);
  expect_line_end("the weight");
}

void ArffScanner::expect_line_end(const std::string& after) const {
  if (!at_line_end()) fail("the end of the line after " + after + ", found " + found());
}

std::string ArffScanner::found() const {
  if (at_line_end()) return "the end of the line";
  const std::size_t length = std::max<std::size_t>(base::character_length(rest_), 1);
  return base::quote(rest_.substr(0, length));
}

void ArffScanner::fail(const std::string& expected, const std::string& hint) const {
  throw Error(ErrorKind::kData, place() + ": expected " + expected, hint);
}

void ArffScanner::fail_file(const std::string& expected, const std::string& hint) const {
  throw Error(ErrorKind::kData, name_ + ": expected " + expected, hint);
}

}  // namespace sae::format
