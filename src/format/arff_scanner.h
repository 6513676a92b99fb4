// SPDX-License-Identifier: MIT
// Cuts ARFF text into lines, and lines into names, values and separators.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sae::format {

/// A name or value.
struct ArffToken {
  std::string_view content;  ///< Without quotes and escapes; valid until `next_line`.
  bool quoted = false;
};

/// Reads tokens from the current line of a text. ArffReader (format/arff.h) states the rules.
/// Errors are sae::Error (kData) with file name and line. Takes time proportional to the text, and
/// memory for the longest line with escapes.
class ArffScanner {
 public:
  /// Keeps a view of `text`, which must outlive the scanner; a byte order mark is skipped. `name`
  /// is the file name for messages. Throws sae::Error (kData) on UTF-16.
  ArffScanner(std::string_view text, std::string name);
  // Tokens refer to the scanner's own memory.
  ArffScanner(const ArffScanner&) = delete;
  ArffScanner& operator=(const ArffScanner&) = delete;

  /// Goes to the first token of the next line that is neither blank nor a comment; returns false at
  /// the end of the text.
  bool next_line();

  /// Rest of the current line, from the current position.
  std::string_view rest() const noexcept { return rest_; }

  /// Whether the rest begins with this character.
  bool at(char c) const { return rest_.starts_with(c); }

  /// Whether the rest is empty or a comment.
  bool at_line_end() const { return rest_.empty() || at('%'); }

  /// Skips `count` characters, at most the rest, and white space after them.
  void skip(std::size_t count);

  /// Takes a token and the white space around it. expected: what it is, for the message. Throws on
  /// a line end or separator instead, a missing closing quote, and misplaced quotes and %.
  ArffToken take_token(std::string_view expected);

  /// As `take_token`; also throws if it is not UTF-8.
  std::string take_name(std::string_view expected);

  /// Takes a comma, if there is one. Returns whether another token may follow: false at the end of
  /// the line, unless there was a comma.
  bool take_separator();

  /// Takes a '}' and white space after it. Throws if there is none.
  void skip_closing_brace();

  /// Takes an instance or attribute weight "{0.5}" and ignores it. Throws unless it is a finite
  /// number and at the end of the line.
  void skip_weight();

  /// Throws unless at the end of the line; `after` names what is before it.
  void expect_line_end(const std::string& after) const;

  /// What is at the current position, for messages: a quoted character or "the end of the line".
  std::string found() const;

  /// "name:line": the line, from 1, of the last `next_line`.
  std::string place() const { return name_ + ':' + std::to_string(line_); }

  /// Throws an error at the current line: "name:line: expected " and the text.
  [[noreturn]] void fail(const std::string& expected, const std::string& hint = "") const;

  /// Throws an error of the whole file: "name: expected " and the text.
  [[noreturn]] void fail_file(const std::string& expected, const std::string& hint = "") const;

 private:
  ArffToken take_word(std::string_view expected);
  ArffToken take_quoted();
  std::string_view unescape(std::string_view raw);

  std::string_view text_;
  std::string name_;
  std::string_view rest_;
  std::string unescaped_;  // contents of the line's tokens with escapes
  std::size_t at_ = 0;     // position of the next line
  std::size_t line_ = 0;   // number of the current line
};

}  // namespace sae::format
