// SPDX-License-Identifier: MIT
// Reads ARFF files as tables.
#include "format/arff_table.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "format/arff.h"
#include "format/column_choice.h"
#include "format/date.h"
#include "format/distinct_texts.h"
#include "format/plain_text.h"
#include "format/table_builder.h"
#include "format/table_layout.h"

namespace sae::format {
namespace {

bool has_texts(const ArffAttribute& attribute) {
  return attribute.type == ArffType::kNominal || attribute.type == ArffType::kString;
}

ColumnKind kind_of(const ArffAttribute& attribute) {
  if (has_texts(attribute)) return ColumnKind::kText;
  return attribute.type == ArffType::kDate ? ColumnKind::kDate : ColumnKind::kNumber;
}

const char* describe(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kNumber:
      return "numbers";
    case ColumnKind::kDate:
      return "dates";
    case ColumnKind::kText:
      break;
  }
  return "texts";
}

class ArffTableReader {
 public:
  ArffTableReader(std::string_view text, const std::string& name, const TableOptions& options)
      : rows_(text, name), name_(name), options_(options), builder_(name, options) {
    std::vector<std::string> names;
    for (const ArffAttribute& attribute : attributes()) names.push_back(attribute.name);
    layout_ = layout_of_names(std::move(names), name, options);
  }

  Table read() {
    if (options_.known) {
      choose_known();
    } else {
      for (const std::size_t column : layout_.columns) choose(column);
    }
    while (rows_.next()) add_row();
    return finish();
  }

 private:
  struct ArffColumn {
    std::size_t index = 0;  // of the attribute
    DistinctTexts texts;    // of a string attribute
  };

  const std::vector<ArffAttribute>& attributes() const { return rows_.attributes(); }

  std::string column_text(std::size_t column) const {
    return "column " + std::to_string(column + 1) + " (\"" + base::excerpt(layout_.names[column]) +
           "\")";
  }

  [[noreturn]] void fail(std::size_t column, const std::string& problem,
                         const std::string& hint) const {
    throw Error(ErrorKind::kData,
                rows_.place() + ": " + column_text(column) + ": expected " + problem, hint);
  }

  void choose_known() {
    const std::vector<TableColumn>& known = options_.known->columns;
    const MatchedColumns matched = match_columns(layout_, known, name_);
    for (std::size_t i = 0; i < known.size(); ++i) {
      const std::size_t column = matched.columns[i];
      if (kind_of(attributes()[column]) != known[i].kind) {
        throw Error(ErrorKind::kData, name_ + ": " + column_text(column) + ": expected " +
                                          describe(known[i].kind) +
                                          ", as in the training data, found " +
                                          describe(kind_of(attributes()[column])));
      }
      columns_.push_back({column, DistinctTexts(known[i].texts)});
    }
    for (const std::size_t column : matched.others) {
      others_.push_back(base::quote(layout_.names[column]));
    }
  }

  void choose(std::size_t column) {
    if (!has_texts(attributes()[column]) || options_.texts == TextColumns::kKeep) {
      columns_.push_back({column, {}});
    } else if (options_.texts == TextColumns::kDrop) {
      dropped_.push_back(base::quote(layout_.names[column]));
    } else {
      throw Error(ErrorKind::kData,
                  name_ + ": " + column_text(column) + ": expected numbers, found texts",
                  text_column_hint(layout_.names[column]));
    }
  }

  void add_row() {
    builder_.begin_row();
    for (ArffColumn& column : columns_) builder_.add(read_value(column));
    const auto place = [&] { return rows_.place(); };
    if (!layout_.label) return builder_.end_row(place);
    const ArffField& label = rows_.fields()[*layout_.label];
    const auto read_label = [&] {
      if (label.missing) fail(*layout_.label, "a label, found ?", "");
      return label.content;
    };
    builder_.end_row(label.missing, read_label, place);
  }

  double read_value(ArffColumn& column) {
    const ArffField& field = rows_.fields()[column.index];
    if (field.missing) return read_missing(column.index);
    const ArffAttribute& attribute = attributes()[column.index];
    if (options_.known && has_texts(attribute)) {
      const auto value = value_of_known_text(column.texts, field.content, *options_.known);
      if (value) return *value;
      fail(column.index, expected_text(column.texts) + ", found " + base::quote(field.content),
           kNewTextsHint);
    }
    switch (attribute.type) {
      case ArffType::kNumeric:
        return rows_.number(column.index);
      case ArffType::kNominal:
        return static_cast<double>(field.value_index);
      case ArffType::kDate:
        return read_date(column.index);
      case ArffType::kString:
        break;
    }
    const auto number = column.texts.number(field.content);
    if (!number) {
      fail(column.index, most_texts_expected(), leave_out_hint(layout_.names[column.index]));
    }
    return static_cast<double>(*number);
  }

  double read_missing(std::size_t column) const {
    if (options_.missing == MissingValues::kRefuse) {
      fail(column, "a value, found ?", kMissingHint);
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

  double read_date(std::size_t column) const {
    const std::string_view content = rows_.fields()[column].content;
    const auto seconds = parse_date(content);
    if (!seconds) {
      fail(column, "an ISO date such as 2026-11-28T09:30:00, found " + base::quote(content),
           leave_out_hint(layout_.names[column]));
    }
    return *seconds;
  }

  Table finish() {
    std::vector<TableColumn> columns;
    if (options_.known) columns = options_.known->columns;
    for (std::size_t i = columns.size(); i < columns_.size(); ++i) {
      const ArffAttribute& attribute = attributes()[columns_[i].index];
      columns.push_back({layout_.names[columns_[i].index], kind_of(attribute), attribute.values});
      if (attribute.type != ArffType::kString) continue;
      columns.back().texts = builder_.sort_texts(i, columns_.size(), columns_[i].texts);
    }
    std::vector<std::string> notes = std::move(layout_.notes);
    if (!dropped_.empty()) {
      notes.push_back("left out because of texts: " + base::join(dropped_, ", "));
    }
    if (!others_.empty()) {
      notes.push_back("left out, because the training data lack them: " +
                      base::join(others_, ", "));
    }
    const std::size_t label = layout_.label.value_or(0);
    Table table =
        builder_.finish(std::move(columns), std::move(notes), name_ + ": " + column_text(label));
    table.has_names = !table.columns.empty() && !table.columns.front().name.empty();
    return table;
  }

  ArffReader rows_;
  const std::string& name_;
  const TableOptions& options_;
  TableBuilder builder_;
  TableLayout layout_;
  std::vector<ArffColumn> columns_;
  std::vector<std::string> dropped_;  // names of columns left out because of their texts
  std::vector<std::string> others_;   // names of columns that the known ones lack
};

}  // namespace

Table parse_arff_table(std::string_view text, const std::string& name,
                       const TableOptions& options) {
  return ArffTableReader(text, name, options).read();
}

bool looks_like_arff(std::string_view text) {
  text = skip_byte_order_mark(text);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    std::string_view line = text.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with('@')) {
      const std::string_view word = line.substr(1, line.find_first_of(" \t") - 1);
      return is_word(word, "relation") || is_word(word, "attribute");
    }
    if (!line.empty() && !line.starts_with('%')) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

}  // namespace sae::format
