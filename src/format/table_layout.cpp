// SPDX-License-Identifier: MIT
// Finds out where a table's header, labels and columns are.
#include "format/table_layout.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/column_choice.h"
#include "format/table_fields.h"

namespace sae::format {
namespace {

enum class HeaderPlace { kUnknown, kNone, kFirstRow, kComment };

// Every error message begins with the table's name.
class LayoutFinder {
 public:
  LayoutFinder(const DelimitedReader& rows, const std::string& name, const TableOptions& options,
               const KnownLayout& known)
      : name_(name), options_(options), known_(known), heading_(rows.heading()) {
    for (const Field& field : rows.fields()) first_row_.push_back(field.content());
  }

  LayoutFinder(std::vector<std::string> names, const std::string& name, const TableOptions& options,
               const KnownLayout& known)
      : name_(name), options_(options), known_(known), first_row_(std::move(names)) {
    header_ = HeaderPlace::kFirstRow;
  }

  TableLayout find() {
    layout_.width = first_row_.size();
    if (options_.label_column) find_label_column();
    if (header_ == HeaderPlace::kUnknown) header_ = find_header();
    layout_.header_in_first_row = header_ == HeaderPlace::kFirstRow;
    if (header_ != HeaderPlace::kNone) name_columns();
    choose();
    return std::move(layout_);
  }

 private:
  [[noreturn]] void fail(const std::string& problem, const std::string& hint = "") const {
    throw Error(ErrorKind::kData, name_ + ": expected " + problem, hint);
  }

  void find_label_column() {
    const auto width = static_cast<std::int64_t>(layout_.width);
    const auto index = base::parse_integer(*options_.label_column);
    if (!index) return find_label_name();
    if (*index < -width || *index >= width) {
      fail("a label column from " + std::to_string(-width) + " to " + std::to_string(width - 1) +
           ", found " + std::to_string(*index));
    }
    layout_.label = static_cast<std::size_t>(*index < 0 ? *index + width : *index);
  }

  void find_label_name() {
    const std::string& wanted = *options_.label_column;
    const auto contains = [&](const std::vector<std::string>& names) {
      return std::ranges::find(names, wanted) != names.end();
    };
    const bool in_comment = !contains(first_row_) && contains(heading_);
    header_ = in_comment ? HeaderPlace::kComment : HeaderPlace::kFirstRow;
    const std::vector<std::string>& names = in_comment ? heading_ : first_row_;
    const std::string expected = "one column named " + base::quote(wanted) + " for the labels";
    const auto found = std::ranges::find(names, wanted);
    if (found == names.end()) {
      const bool header = std::ranges::any_of(names, is_column_name);
      if (!header) fail(expected + ", found no header", "give its index instead");
      const auto near = base::nearest(wanted, names);
      fail(expected + ", found none", near ? "did you mean " + base::quote(*near) + "?" : "");
    }
    if (std::ranges::count(names, wanted) > 1) {
      fail(expected + ", found several", "give its index instead");
    }
    layout_.label = static_cast<std::size_t>(found - names.begin());
  }

  // Number of names among the texts outside the label column.
  std::size_t count_names(const std::vector<std::string>& texts) const {
    std::size_t names = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i != layout_.label && is_column_name(texts[i])) ++names;
    }
    return names;
  }

  bool may_have_texts() const {
    if (!options_.known) return options_.texts != TextColumns::kRefuse;
    return std::ranges::any_of(options_.known->columns, [](const TableColumn& column) {
      return column.kind == ColumnKind::kText;
    });
  }

  // Number of known columns with one of these names; if asked for, only names that cannot be
  // values.
  std::size_t count_known(const std::vector<std::string>& names, bool no_values = false) const {
    if (!options_.known) return 0;
    const std::unordered_set<std::string_view> found(names.begin(), names.end());
    const auto count =
        std::ranges::count_if(options_.known->columns, [&](const TableColumn& known) {
          return !known.name.empty() && found.contains(known.name) &&
                 (!no_values || is_column_name(known.name));
        });
    return static_cast<std::size_t>(count);
  }

  // Where more of the known names are. One of them can also be a value.
  HeaderPlace find_known_header() const {
    const std::size_t in_row = count_known(first_row_), in_comment = count_known(heading_);
    if (in_comment > in_row) return HeaderPlace::kComment;
    const bool names = count_known(first_row_, /*no_values=*/true) > 0 ||
                       (options_.known && in_row == options_.known->columns.size());
    return names && in_row > in_comment ? HeaderPlace::kFirstRow : HeaderPlace::kUnknown;
  }

  HeaderPlace find_header() const {
    const HeaderPlace otherwise =
        count_names(heading_) > 0 ? HeaderPlace::kComment : HeaderPlace::kNone;
    if (options_.header == HeaderRow::kNo) return otherwise;
    if (options_.header == HeaderRow::kYes || known_.first_row_is_header)
      return HeaderPlace::kFirstRow;
    const HeaderPlace known = find_known_header();
    if (known != HeaderPlace::kUnknown) return known;
    // Where texts are values, a first row with a number is not a header.
    const bool one_is_enough = !may_have_texts();
    const std::size_t others = layout_.width - (layout_.label ? 1 : 0);
    const std::size_t names = count_names(first_row_);
    // pandas leaves the name of its index empty.
    const bool index = layout_.label != 0U && trim_spaces(first_row_.front()).empty();
    const bool enough = names > 0 && (one_is_enough || names + (index ? 1 : 0) == others);
    return enough ? HeaderPlace::kFirstRow : otherwise;
  }

  void name_columns() {
    std::vector<std::string>& names = layout_.header_in_first_row ? first_row_ : heading_;
    for (const std::string& column : names) {
      if (base::is_utf8(column)) continue;
      fail("column names in UTF-8, found " + base::quote(column), "save it as UTF-8");
    }
    const std::string_view first = trim_spaces(names.front());
    layout_.first_is_unnamed = first.empty();
    const bool index_name = layout_.first_is_unnamed || first == "index" || first == "Unnamed: 0";
    layout_.may_have_index = index_name && !known_.has_no_index;
    layout_.names = unique_names(names).names;
    // The name of an index is of no interest.
    if (layout_.may_have_index) names.front() = "index";
    layout_.notes = unique_names(std::move(names)).notes;
  }

  void choose() {
    std::vector<bool> chosen(layout_.width, !options_.columns);
    const auto mark = [&](const std::vector<std::string>& patterns, const char* option, bool take) {
      for (const std::size_t i :
           choose_columns(layout_.names, layout_.width, patterns, option, name_)) {
        chosen[i] = take;
      }
    };
    if (options_.columns) mark(*options_.columns, "--columns", true);
    if (options_.drop_columns) mark(*options_.drop_columns, "--drop_columns", false);
    if (layout_.label) chosen[*layout_.label] = false;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i]) layout_.columns.push_back(i);
    }
    // A column that was asked for is read.
    layout_.may_have_index =
        layout_.may_have_index && chosen[0] && layout_.columns.size() > 1 && !options_.columns;
  }

  const std::string& name_;
  const TableOptions& options_;
  const KnownLayout& known_;
  std::vector<std::string> first_row_, heading_;
  HeaderPlace header_ = HeaderPlace::kUnknown;
  TableLayout layout_;
};

}  // namespace

TableLayout find_layout(const DelimitedReader& rows, const std::string& name,
                        const TableOptions& options, const KnownLayout& known) {
  return LayoutFinder(rows, name, options, known).find();
}

TableLayout layout_of_names(std::vector<std::string> names, const std::string& name,
                            const TableOptions& options) {
  const KnownLayout known{.first_row_is_header = true, .has_no_index = true};
  return LayoutFinder(std::move(names), name, options, known).find();
}

std::optional<double> value_of_known_text(const DistinctTexts& texts, std::string_view text,
                                          const KnownColumns& known) {
  if (const auto number = texts.find(text)) return static_cast<double>(*number);
  if (known.new_texts == NewTexts::kRefuse) return std::nullopt;
  return static_cast<double>(texts.size());
}

std::string expected_text(const DistinctTexts& texts) {
  return "one of the " + std::to_string(texts.size()) + " texts of the training data";
}

MatchedColumns match_columns(const TableLayout& layout, const std::vector<TableColumn>& known,
                             const std::string& name) {
  MatchedColumns matched;
  const bool by_name = !layout.names.empty() && !known.empty() && !known.front().name.empty();
  if (!by_name) {
    const bool index = layout.may_have_index && layout.columns.size() == known.size() + 1;
    const auto first = layout.columns.begin() + (index ? 1 : 0);
    matched.columns.assign(first, layout.columns.end());
    if (index) matched.others.push_back(layout.columns.front());
    if (matched.columns.size() == known.size()) return matched;
    throw Error(ErrorKind::kData, name + ": expected " + std::to_string(known.size()) +
                                      " columns, as in the training data, found " +
                                      std::to_string(matched.columns.size()));
  }
  std::unordered_map<std::string_view, std::size_t> places;
  for (const std::size_t column : layout.columns) places.emplace(layout.names[column], column);
  for (const TableColumn& column : known) {
    const auto found = places.find(column.name);
    if (found == places.end()) {
      throw Error(ErrorKind::kData, name + ": expected a column " + base::quote(column.name) +
                                        ", as in the training data, found none");
    }
    matched.columns.push_back(found->second);
    places.erase(found);
  }
  for (const auto& [other, column] : places) matched.others.push_back(column);
  std::ranges::sort(matched.others);
  return matched;
}

}  // namespace sae::format
