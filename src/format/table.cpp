// SPDX-License-Identifier: MIT
// Reads numeric tables from any program.
#include "format/table.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/classes.h"
#include "format/delimited.h"
#include "format/plain_text.h"

namespace sae::format {
namespace {

[[noreturn]] void fail_table(const std::string& place, const std::string& problem,
                             const std::string& hint = "") {
  throw Error(ErrorKind::kData, place + ": expected " + problem, hint);
}

// Quoted fields keep their spaces, so trimming happens here.
std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::optional<double> parse_value(std::string_view text) {
  return base::parse_number(without_plus(trim(text)));
}

bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 8> kMarks{"",    "na",       "n/a",  "nan",
                                                   "inf", "infinity", "null", "?"};
  text = trim(text);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
    return std::equal(text.begin(), text.end(), mark.begin(), mark.end(), same);
  });
}

// Whether the text is a name. A mistyped or out-of-range number is an error, not a name.
bool is_name(std::string_view text) {
  if (is_missing(text) || parse_value(text)) return false;
  constexpr std::string_view kFirst = "0123456789+-.", kLater = "0123456789+-.eE";
  text = trim(text);
  return kFirst.find(text.front()) == std::string_view::npos ||
         text.find_first_not_of(kLater) != std::string_view::npos;
}

// The distinct labels, numbered in order of appearance.
class LabelTexts {
 public:
  // nullopt if the text would exceed the maximum number of classes.
  std::optional<std::int64_t> number(std::string text) {
    const auto next = static_cast<std::int64_t>(numbers_.size());
    const auto [item, is_new] = numbers_.try_emplace(std::move(text), next);
    if (is_new && !parse_value(item->first)) words_.push_back(next);
    return numbers_.size() > kMostClasses ? std::nullopt : std::optional(item->second);
  }

  // Whether only the first row's label is not a number. `labels` contains the numbers of the
  // labels.
  bool first_is_header(const std::vector<std::int64_t>& labels) const {
    return labels.size() > 1 && words_ == std::vector<std::int64_t>{0} &&
           std::count(labels.begin(), labels.end(), 0) == 1;
  }

  // Replaces the label numbers by classes, and names the classes.
  void classify(const std::string& place, Table& table) const {
    std::vector<std::string> texts(numbers_.size());
    for (const auto& [text, number] : numbers_) texts[static_cast<std::size_t>(number)] = text;
    Classes classes = classes_of(texts, place);
    for (std::int64_t& label : table.labels) label = classes.of[static_cast<std::size_t>(label)];
    table.class_names = std::move(classes.names);
  }

 private:
  std::map<std::string, std::int64_t> numbers_;
  std::vector<std::int64_t> words_;  // numbers of the labels that are not numeric
};

enum class FirstRow { kUnknown, kHeader };

// Parses one table. Every error message begins with its name.
class TableReader {
 public:
  TableReader(std::string_view text, const std::string& name, const TableOptions& options)
      : rows_(text, name), name_(name), options_(options) {}

  // nullopt if the labels show that the first row, read as values, is a header.
  std::optional<Table> read(FirstRow first) {
    if (!rows_.next()) fail_table(name_, "rows of numbers, found an empty text");
    find_label_column();
    reserve();
    if (header_ == Header::kUnknown) header_ = find_header(first);
    if (header_ == Header::kFirstRow) name_columns(contents());
    if (header_ == Header::kComment) name_columns(rows_.heading());
    if (header_ != Header::kFirstRow) add_row();
    while (rows_.next()) add_row();
    if (table_.rows == 0) fail_table(name_, "rows below the header, found none");
    if (has_index()) drop_index();
    if (!label_) return std::move(table_);
    if (first == FirstRow::kUnknown && header_ != Header::kFirstRow &&
        texts_.first_is_header(table_.labels)) {
      return std::nullopt;
    }
    texts_.classify(name_ + ": column " + std::to_string(*label_ + 1), table_);
    return std::move(table_);
  }

 private:
  enum class Header { kUnknown, kNone, kFirstRow, kComment };

  std::vector<std::string> contents() const {
    std::vector<std::string> contents(rows_.fields().size());
    std::transform(rows_.fields().begin(), rows_.fields().end(), contents.begin(),
                   [](const Field& field) { return field.content(); });
    return contents;
  }

  void find_label_column() {
    const auto width = static_cast<std::int64_t>(rows_.fields().size());
    table_.columns = width;
    if (!options_.label_column) return;
    --table_.columns;
    const auto index = base::parse_integer(*options_.label_column);
    if (!index) return find_label_name();
    if (*index < -width || *index >= width) {
      fail_table(name_, "a label column from " + std::to_string(-width) + " to " +
                            std::to_string(width - 1) + ", found " + std::to_string(*index));
    }
    label_ = static_cast<std::size_t>(*index < 0 ? *index + width : *index);
  }

  void find_label_name() {
    const std::string& wanted = *options_.label_column;
    std::vector<std::string> names = contents();
    auto found = std::find(names.begin(), names.end(), wanted);
    header_ = Header::kFirstRow;
    std::vector<std::string> heading = rows_.heading();
    if (found == names.end() && std::ranges::find(heading, wanted) != heading.end()) {
      header_ = Header::kComment;
      names = std::move(heading);
      found = std::find(names.begin(), names.end(), wanted);
    }
    const std::string expected = "one column named " + base::quote(wanted) + " for the labels";
    if (found == names.end()) {
      const bool header = std::any_of(names.begin(), names.end(), is_name);
      if (!header) fail_table(name_, expected + ", found no header", "give its index instead");
      const auto near = base::nearest(wanted, names);
      fail_table(name_, expected + ", found none",
                 near ? "did you mean " + base::quote(*near) + "?" : "");
    }
    if (std::find(found + 1, names.end(), wanted) != names.end()) {
      fail_table(name_, expected + ", found several", "give its index instead");
    }
    label_ = static_cast<std::size_t>(found - names.begin());
  }

  void reserve() {
    const std::size_t width = rows_.fields().size(), rows = rows_.count_fields_at_most() / width;
    const auto most = static_cast<std::size_t>(options_.max_values);
    table_.values.reserve(std::min(rows * static_cast<std::size_t>(table_.columns), most));
    if (label_) table_.labels.reserve(rows);
  }

  // Whether a text outside the label column is a name.
  bool contains_name(const std::vector<std::string>& texts) const {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i != label_ && is_name(texts[i])) return true;
    }
    return false;
  }

  Header find_header(FirstRow first) const {
    if (first == FirstRow::kHeader || contains_name(contents())) return Header::kFirstRow;
    return contains_name(rows_.heading()) ? Header::kComment : Header::kNone;
  }

  void name_columns(std::vector<std::string> names) {
    for (const std::string& column : names) {
      if (base::is_utf8(column)) continue;
      fail_table(name_, "column names in UTF-8, found " + base::quote(column), "save it as UTF-8");
    }
    if (label_) names.erase(names.begin() + static_cast<std::ptrdiff_t>(*label_));
    table_.column_names = std::move(names);
  }

  bool has_index() const {
    if (table_.columns < 2 || table_.column_names.empty() || label_ == 0) return false;
    const std::string_view name = trim(table_.column_names.front());
    if (!name.empty() && name != "index" && name != "Unnamed: 0") return false;
    const double first = table_.values.front();
    if (first != 0 && first != 1) return false;
    for (std::int64_t row = 0; row < table_.rows; ++row) {
      const auto place = static_cast<std::size_t>(row * table_.columns);
      if (table_.values[place] != first + static_cast<double>(row)) return false;
    }
    return true;
  }

  void drop_index() {
    const auto width = static_cast<std::size_t>(table_.columns);
    auto to = table_.values.begin();
    for (std::size_t i = 0; i < table_.values.size(); ++i) {
      if (i % width != 0) *to++ = table_.values[i];
    }
    table_.values.erase(to, table_.values.end());
    table_.column_names.erase(table_.column_names.begin());
    --table_.columns;
    table_.has_index = true;
  }

  [[noreturn]] void fail_field(std::size_t column, const std::string& expected) const {
    const Field& field = rows_.fields()[column];
    // column_names excludes the label column.
    const bool named = !table_.column_names.empty() && column != label_;
    const std::size_t index = label_ && *label_ < column ? column - 1 : column;
    fail_table(rows_.place(field) + ": column " + std::to_string(column + 1) +
                   (named ? " (\"" + base::excerpt(table_.column_names[index]) + "\")" : ""),
               expected + ", found " + base::quote(field.content()));
  }

  void add_row() {
    const std::vector<Field>& fields = rows_.fields();
    if (++table_.rows * table_.columns > options_.max_values) {
      fail_table(rows_.place(fields.front()),
                 "at most " + std::to_string(options_.max_values) + " values, found more");
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i == label_) continue;
      const std::optional<double> value = parse_value(fields[i].raw);
      if (!value) fail_field(i, "a number");
      table_.values.push_back(*value);
    }
    if (label_) add_label(fields[*label_]);
  }

  void add_label(const Field& field) {
    if (is_missing(field.raw)) fail_field(*label_, "a label");
    if (!base::is_utf8(field.raw)) fail_field(*label_, "a label in UTF-8");
    const std::optional<std::int64_t> number = texts_.number(field.content());
    if (!number) {
      fail_table(rows_.place(field) + ": column " + std::to_string(*label_ + 1),
                 "at most " + std::to_string(kMostClasses) + " classes, found more",
                 "is this the label column?");
    }
    table_.labels.push_back(*number);
  }

  DelimitedReader rows_;
  std::string name_;
  TableOptions options_;
  std::optional<std::size_t> label_;
  Header header_ = Header::kUnknown;
  LabelTexts texts_;
  Table table_;
};

}  // namespace

Table parse_table(std::string_view text, const std::string& name, const TableOptions& options) {
  text = expect_utf8(text, name);
  if (auto table = TableReader(text, name, options).read(FirstRow::kUnknown))
    return std::move(*table);
  return TableReader(text, name, options).read(FirstRow::kHeader).value();
}

}  // namespace sae::format
