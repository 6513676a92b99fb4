// SPDX-License-Identifier: MIT
// Cuts text into rows of fields.
#include "format/delimited.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/table_fields.h"

namespace sae::format {
namespace {

// Bitwise operators here and below make no branches, so that loops can use vector instructions.
bool ends_line(char c) { return (c == '\n') | (c == '\r'); }

// Position after the line end at `at`, or the end of the text.
std::size_t behind_line_end(std::string_view text, std::size_t at) {
  return std::min(at + (text.substr(at, 2) == "\r\n" ? 2 : 1), text.size());
}

// End of the line that contains `at`.
std::size_t line_end(std::string_view text, std::size_t at) {
  return std::min(text.find_first_of("\r\n", at), text.size());
}

// Number of line ends in the text, which must not end within "\r\n".
std::ptrdiff_t count_lines(std::string_view text) {
  if (text.empty()) return 0;
  std::ptrdiff_t lines = ends_line(text.back()) ? 1 : 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i - 1];
    lines += static_cast<std::ptrdiff_t>((c == '\n') | ((c == '\r') & (text[i] != '\n')));
  }
  return lines;
}

// Whether the line contains at least two numbers separated by white space.
bool has_two_numbers(std::string_view line) {
  int numbers = 0;
  while (numbers < 2 && !line.empty()) {
    std::string_view word = line.substr(0, line.find_first_of(" \t"));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    if (word.starts_with('+')) word.remove_prefix(1);
    if (base::parse_number(word)) ++numbers;
  }
  return numbers == 2;
}

}  // namespace

std::string Field::content() const {
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    text += raw[i];
    if (doubled && raw[i] == '"') ++i;
  }
  return text;
}

DelimitedReader::DelimitedReader(std::string_view text, std::string name,
                                 const DelimitedOptions& options)
    : text_(text), name_(std::move(name)), mark_(options.comment), release_(options.release) {
  for (std::int64_t i = 0; i < options.skip_lines && !text_.empty(); ++i, ++first_line_) {
    text_.remove_prefix(behind_line_end(text_, line_end(text_, 0)));
  }
  line_ = first_line_;
  use(options.separator ? given_separator(*options.separator) : find_separator());
  header_is_short_ = lacks_name_of_first_column();
}

DelimitedReader::DelimitedReader(std::string_view text, std::string name, std::optional<char> mark,
                                 Separator separator)
    : text_(text), name_(std::move(name)), mark_(mark) {
  use(separator);
}

// A reader at the first row.
DelimitedReader DelimitedReader::again(Separator separator) const {
  DelimitedReader reader(text_, name_, mark_, separator);
  reader.first_line_ = reader.line_ = first_line_;
  return reader;
}

void DelimitedReader::use(Separator separator) {
  separator_ = separator;
  for (std::size_t i = 0; i < stops_.size(); ++i) {
    const char c = static_cast<char>(i);
    stops_[i] = ends_line(c) || separates(c) || c == '"';
  }
  fields_.reserve(separator.count + 1);
}

DelimitedReader::Separator DelimitedReader::given_separator(char character) const {
  std::array<Separator, 1> given{{{character}}};
  given[0].repeats = character == ' ';
  again(given[0]).count_in_first_row(given);
  return given[0].repeats ? given[0] : find_row_end(given[0]);
}

DelimitedReader::Separator DelimitedReader::find_separator() const {
  std::array<Separator, 5> found{{{'\t'}, {','}, {';'}, {'|'}, {' '}}};
  DelimitedReader first = again({});
  first.count_in_first_row(found);
  const std::span<const Separator> characters(found.data(), 4);
  // max_element returns the first of equal maxima.
  const Separator best = *std::ranges::max_element(characters, {}, [&](const Separator& separator) {
    return std::pair(share_of_numbers(separator), separator.count);
  });
  if (best.count > 0) return find_repetition(best);
  if (!first.white_space_separates()) return {};
  found.back().repeats = true;
  return found.back();
}

// Share of the first row's fields that are numbers with this separator; 0 if it does not occur.
double DelimitedReader::share_of_numbers(const Separator& separator) const {
  if (separator.count == 0) return 0;
  DelimitedReader first = again(separator);
  if (!first.read_row()) return 0;
  const auto numbers = std::ranges::count_if(
      first.fields_, [](const Field& field) { return is_number_with_any_marks(field.raw); });
  return static_cast<double>(numbers) / static_cast<double>(first.fields_.size());
}

// Counts outside quotes and leaves the reader at the end of the first row.
void DelimitedReader::count_in_first_row(std::span<Separator> separators) {
  skip_comments();
  bool quoted = false;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '"') quoted = !quoted;
    if (quoted || c == mark_) continue;
    if (ends_line(c)) break;
    for (Separator& separator : separators) separator.count += c == separator.character ? 1 : 0;
  }
}

// Requires that the reader is at the end of the first row.
bool DelimitedReader::white_space_separates() {
  const std::string_view first_row = text_.substr(row_begin_, at_ - row_begin_);
  at_ = behind_line_end(text_, at_);
  skip_comments();
  const std::string_view second = text_.substr(at_, line_end(text_, at_) - at_);
  return has_two_numbers(first_row) || has_two_numbers(second);
}

DelimitedReader::Separator DelimitedReader::find_repetition(Separator separator) const {
  if (separator.character == '\t' && text_.find("\t\t") != std::string_view::npos &&
      !measure_evenness(separator).same_length) {
    separator.repeats = true;
    separator.repeats = measure_evenness(separator).same_length;
    return separator;
  }
  return find_row_end(separator);
}

DelimitedReader::Separator DelimitedReader::find_row_end(Separator separator) const {
  DelimitedReader first = again(separator);
  if (!first.read_row() || !first.ends_empty()) return separator;
  const Evenness rows = measure_evenness(separator);
  separator.ends_rows = rows.same_length && rows.last_empty;
  return separator;
}

// Whether the first row has no number and one field less than the two below it.
bool DelimitedReader::lacks_name_of_first_column() const {
  DelimitedReader rows = again(separator_);
  if (!rows.read_row()) return false;
  const std::size_t names = rows.count_;
  const bool numbers = std::ranges::any_of(
      rows.fields_, [](const Field& field) { return is_number_with_any_marks(field.raw); });
  if (numbers || !rows.read_row() || rows.count_ != names + 1) return false;
  return !rows.read_row() || rows.count_ == names + 1;
}

DelimitedReader::Evenness DelimitedReader::measure_evenness(Separator separator) const {
  DelimitedReader reader = again(separator);
  Evenness evenness;
  while (evenness.same_length && reader.read_row()) {
    if (reader.width_ == 0) reader.width_ = reader.count_;
    evenness.same_length = reader.count_ == reader.width_;
    evenness.last_empty = evenness.last_empty && reader.ends_empty();
  }
  return evenness;
}

// Whether the row ends in a separator.
bool DelimitedReader::ends_empty() const {
  const std::string_view last = fields_.back().raw;
  return fields_.size() > 1 && last.empty() && last.data()[-1] != '"';
}

bool DelimitedReader::next() {
  if (!read_row()) return false;
  if (row_begin_ >= next_release_) {
    if (release_) release_(text_.data() + row_begin_);
    next_release_ = row_begin_ + kReleaseBytes;
  }
  if (width_ == 0) {
    if (header_is_short_) {
      fields_.insert(fields_.begin(), Field{text_.substr(row_begin_, 0)});
      ++count_;
    }
    width_ = count_;
  }
  if (count_ != width_) {
    throw Error(ErrorKind::kData,
                place_of(text_.data() + row_begin_) + ": expected " + std::to_string(width_) +
                    " columns, found " + std::to_string(count_),
                rows_ == 1 ? "use --skip_lines N to leave out N lines before the table" : "");
  }
  ++rows_;
  return true;
}

void DelimitedReader::add_field(std::size_t begin, std::size_t end, bool doubled) {
  // If the row is too long, only its length is needed for the message.
  if (++count_ > width_ && width_ > 0) return;
  // Filled in place: a copy would wait for the stores of its halves.
  Field& field = fields_.emplace_back();
  field.raw = {text_.data() + begin, end - begin};
  field.doubled = doubled;
}

void DelimitedReader::read_field() {
  std::size_t at = at_;
  while (at < text_.size() && text_[at] == ' ') ++at;
  const std::size_t begin = at;
  while (at < text_.size() && !stops_[static_cast<unsigned char>(text_[at])]) ++at;
  at_ = at;
  if (at < text_.size() && text_[at] == '"') {
    if (at == begin) return read_quoted();
    fail_field(begin, "quotes around the whole field, found one within it");
  }
  while (at > begin && text_[at - 1] == ' ') --at;
  add_field(begin, at, false);
}

bool DelimitedReader::go_to_next_field() {
  if (line_ends_at(at_)) return false;
  ++at_;
  if (!separator_.repeats && !separator_.ends_rows) return true;
  skip(padding());
  return !line_ends_at(at_);
}

// Rows may have different lengths here.
bool DelimitedReader::read_row() {
  skip_comments();
  skip(padding());
  if (line_ends_at(at_)) {
    if (only_blank_from(at_)) return false;
    throw Error(ErrorKind::kData,
                place_of(text_.data() + row_begin_) + ": expected a row, found a blank line");
  }
  fields_.clear();
  count_ = 0;
  quoted_ = false;
  do {
    read_field();
  } while (go_to_next_field());
  at_ = behind_line_end(text_, at_);
  lines_ = quoted_ ? count_lines(text_.substr(row_begin_, at_ - row_begin_)) : 1;
  return true;
}

// Skips to the line at which a row begins. In a single column a blank line may be a missing value.
void DelimitedReader::skip_comments() {
  std::size_t begin = at_;
  for (;;) {
    const std::size_t mark = std::min(text_.find_first_not_of(padding(), begin), text_.size());
    if (mark == text_.size()) break;
    const bool blank = ends_line(text_[mark]) && width_ != 1;
    if (!blank && text_[mark] != mark_) break;
    const std::size_t end = line_end(text_, mark);
    if (width_ == 0 && !blank) comment_ = text_.substr(mark, end - mark);
    begin = behind_line_end(text_, end);
    ++lines_;
  }
  line_ += std::exchange(lines_, 0);
  at_ = row_begin_ = begin;
}

std::vector<std::string> DelimitedReader::heading() const {
  std::string_view text = comment_;
  while (!text.empty() && (text.front() == mark_ || text.front() == ' ')) text.remove_prefix(1);
  if (text.empty() || text.find('"') != std::string_view::npos) return {};
  DelimitedReader line(text, name_, mark_, separator_);
  line.width_ = width_;
  if (!line.read_row() || line.count_ != width_) return {};
  std::vector<std::string> names;
  for (const Field& field : line.fields_) names.emplace_back(field.raw);
  return names;
}

std::size_t DelimitedReader::count_fields_at_most() const {
  const int merges = separator_.repeats ? 1 : 0;
  std::size_t count = 1;
  if (!text_.empty() && (separates(text_[0]) || ends_line(text_[0]))) ++count;
  for (std::size_t start = 1; start < text_.size(); start += kReleaseBytes) {
    const std::size_t end = std::min(start + kReleaseBytes, text_.size());
    for (std::size_t i = start; i < end; ++i) {
      const int ends = int{separates(text_[i])} | int{ends_line(text_[i])};
      count += static_cast<std::size_t>(ends & ~(merges & int{separates(text_[i - 1])}));
    }
    if (release_) release_(text_.data() + end - 1);
  }
  return count;
}

bool DelimitedReader::separates(char c) const {
  const char other = separator_.character == ' ' ? '\t' : separator_.character;
  return (c == separator_.character) | (c == other);
}

void DelimitedReader::fail_field(std::size_t at, const std::string& problem) const {
  throw Error(ErrorKind::kData, place_of(text_.data() + at) + ": column " +
                                    std::to_string(count_ + 1) + ": expected " + problem);
}

std::string DelimitedReader::place_of(const char* here) const {
  const auto length = static_cast<std::size_t>(here - text_.data()) - row_begin_;
  return name_ + ':' + std::to_string(line_ + count_lines(text_.substr(row_begin_, length)));
}

bool DelimitedReader::line_ends_at(std::size_t at) const {
  return at == text_.size() || ends_line(text_[at]);
}

bool DelimitedReader::only_blank_from(std::size_t at) const {
  const std::string_view blank = separator_.repeats ? " \t\r\n" : " \r\n";
  for (;;) {
    at = text_.find_first_not_of(blank, at);
    if (at == std::string_view::npos) return true;
    if (text_[at] != mark_) return false;
    at = line_end(text_, at);
  }
}

void DelimitedReader::skip(std::string_view characters) {
  at_ = std::min(text_.find_first_not_of(characters, at_), text_.size());
}

void DelimitedReader::read_quoted() {
  const std::size_t begin = ++at_;
  bool doubled = false;
  for (;; at_ += 2) {
    at_ = text_.find('"', at_);
    if (at_ == std::string_view::npos) fail_field(begin, "a closing quote, found none");
    if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') break;
    doubled = true;
  }
  const std::size_t end = at_++;
  if (separator_.character != ' ') skip(" ");
  if (!line_ends_at(at_) && !separates(text_[at_])) {
    fail_field(at_, "nothing after the closing quote, found " + base::quote(text_.substr(at_, 1)));
  }
  quoted_ = true;
  add_field(begin, end, doubled);
}

}  // namespace sae::format
