// SPDX-License-Identifier: MIT
// Reads tables as rows of features.
#include "data/table_files.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/tensor.h>

#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "data/readers.h"
#include "format/arff_table.h"
#include "format/svmlight.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

/// Joins each row with the following ones, `window` rows in total. A window that contains
/// a row that was left out is left out. Labels and row ids are those of its last row.
Dataset join_windows(Dataset dataset, std::int64_t window) {
  const at::Tensor ids = ids_of(dataset);
  const std::int64_t count = dataset.rows() - window + 1;
  const at::Tensor last = ids.narrow(0, window - 1, count);
  const at::Tensor whole = at::nonzero(last - ids.narrow(0, 0, count) == window - 1).flatten();
  const auto joined = dataset.features.unfold(0, window, 1).transpose(1, 2).index_select(0, whole);
  dataset.features = joined.reshape({whole.size(0), window * dataset.width()});
  dataset.row_ids = last.index_select(0, whole);
  if (dataset.labels.defined()) dataset.labels = dataset.labels.index_select(0, whole + window - 1);
  dataset.window = window;
  return dataset;
}

format::TextColumns text_columns(config::Categories categories) {
  switch (categories) {
    case config::Categories::kError:
      return format::TextColumns::kRefuse;
    case config::Categories::kOnehot:
      return format::TextColumns::kKeep;
    case config::Categories::kDrop:
      return format::TextColumns::kDrop;
  }
  return {};
}

format::MissingValues missing_values(config::Missing missing) {
  switch (missing) {
    case config::Missing::kError:
      return format::MissingValues::kRefuse;
    case config::Missing::kMean:
      return format::MissingValues::kKeep;
    case config::Missing::kDrop:
      return format::MissingValues::kDropRow;
  }
  return {};
}

format::HeaderRow header_row(config::Header header) {
  switch (header) {
    case config::Header::kAuto:
      return format::HeaderRow::kAuto;
    case config::Header::kYes:
      return format::HeaderRow::kYes;
    case config::Header::kNo:
      return format::HeaderRow::kNo;
  }
  return {};
}

/// nullopt if both marks are to be found.
std::optional<format::NumberFormat> number_format(const config::TableConfig& config) {
  using config::DecimalMark;
  using config::ThousandsMark;
  if (config.decimal == DecimalMark::kAuto && config.thousands == ThousandsMark::kAuto) {
    return std::nullopt;
  }
  format::NumberFormat format;
  if (config.decimal == DecimalMark::kComma) format.decimal = ',';
  switch (config.thousands) {
    case ThousandsMark::kAuto:
    case ThousandsMark::kNone:
      break;
    case ThousandsMark::kComma:
      format.thousands = ',';
      break;
    case ThousandsMark::kPoint:
      format.thousands = '.';
      break;
    case ThousandsMark::kSpace:
      format.thousands = ' ';
      break;
  }
  // A thousands point leaves the comma for decimals.
  if (config.decimal == DecimalMark::kAuto && format.thousands == '.') format.decimal = ',';
  return format;
}

format::TableOptions table_options(const config::DataConfig& config, const TableEncoding& known) {
  const config::TableConfig& table = config.table;
  format::TableOptions options;
  options.text.skip_lines = table.skip_lines;
  if (table.separator) options.text.separator = table.separator->character;
  options.text.comment.reset();
  if (table.comment.mark) options.text.comment = table.comment.mark->character;
  options.header = header_row(table.header);
  options.numbers = number_format(table);
  options.label_column = config.label_column;
  options.missing = missing_values(table.missing);
  if (!known.columns().empty()) {
    const bool zero = table.new_texts == config::NewTexts::kZero;
    options.known = {known.columns(), zero ? format::NewTexts::kCount : format::NewTexts::kRefuse};
    return options;
  }
  if (table.columns) options.columns = table.columns->patterns;
  if (table.drop_columns) options.drop_columns = table.drop_columns->patterns;
  options.texts = text_columns(table.categories);
  return options;
}

/// The known columns are the features.
format::SvmlightOptions svmlight_options(const config::TableConfig& config,
                                         const TableEncoding& known) {
  using Base = format::SvmlightOptions::IndexBase;
  format::SvmlightOptions options;
  if (config.index_base == config::IndexBase::kZero) options.base = Base::kZero;
  if (config.index_base == config::IndexBase::kOne) options.base = Base::kOne;
  options.features = config.features.value_or(std::ssize(known.columns()));
  return options;
}

/// An SVMlight file as a table without column names. Labels that are no classes are left out.
format::Table table_of(format::SvmlightData data, const config::TableConfig& config) {
  format::Table table;
  table.rows = table.file_rows = data.rows;
  table.columns.resize(static_cast<std::size_t>(data.columns));
  table.values.reserve(data.values.size());
  for (const double value : data.values) table.values.add(value);
  table.labels = std::move(data.labels);
  table.class_names = std::move(data.class_names);
  if (config.index_base == config::IndexBase::kAuto) {
    table.notes.push_back("indices begin at " + std::to_string(data.first_index));
  }
  if (!data.label_problem.empty()) {
    table.notes.push_back("labels left out: " + data.label_problem);
  }
  return table;
}

format::Table parse_file(const fs::path& path, config::DataFormat format,
                         const config::DataConfig& config, const TableEncoding& known) {
  const format::FileText file(path, kMostTableBytes);
  if (format == config::DataFormat::kSvmlight) {
    return table_of(
        format::parse_svmlight(file.view(), path.string(), svmlight_options(config.table, known)),
        config.table);
  }
  format::TableOptions options = table_options(config, known);
  options.text.release = [&file](const char* end) { file.release(end); };
  return format == config::DataFormat::kArff
             ? format::parse_arff_table(file.view(), path.string(), options)
             : format::parse_table(file.view(), path.string(), options);
}

/// Throws if no column is left, and logs the notes.
void report_table(const format::Table& table, const fs::path& path) {
  if (table.columns.empty()) {
    throw Error(ErrorKind::kData, path.string() + ": expected a column of features, found none");
  }
  for (const std::string& note : table.notes) base::log_info("table   " + note);
}

}  // namespace

TableFile::TableFile(const fs::path& path, const config::DataConfig& config,
                     const TableEncoding& known)
    : text_(path, kMostTableBytes), blocks_(text_.view(), path.string(), [&] {
        format::TableOptions options = table_options(config, known);
        options.text.release = [this](const char* end) { text_.release(end); };
        return options;
      }()) {
  report_table(blocks_.table(), path);
}

Dataset TableFile::describe() const {
  Dataset dataset;
  dataset.encoding = TableEncoding(blocks_.table().columns);
  dataset.column_names = dataset.encoding.feature_names();
  dataset.class_names = blocks_.table().class_names;
  const std::int64_t width = dataset.encoding.width();
  dataset.features = at::empty({0, width}, blocks_.has_doubles() ? at::kDouble : at::kFloat);
  dataset.shape = shape_of_numbers(width);
  return dataset;
}

void TableFile::read(std::int64_t rows, const std::function<bool(Dataset)>& visit) const {
  const Dataset about = describe();
  blocks_.read(rows, [&](format::TableRows block) {
    Dataset part = about;
    part.row_ids = at::tensor(block.row_ids, at::kLong);
    if (!block.labels.empty()) part.labels = at::tensor(block.labels, at::kLong);
    format::Table table;
    table.rows = block.rows;
    table.values = std::move(block.values);
    part.features = about.encoding.encode(std::move(table)).to(about.features.scalar_type());
    return visit(std::move(part));
  });
}

Dataset read_table(const fs::path& path, config::DataFormat format,
                   const config::DataConfig& config, const TableEncoding& known) {
  format::Table table = parse_file(path, format, config, known);
  report_table(table, path);
  const std::int64_t window = config.window.value_or(1);
  if (window > table.rows) {
    throw Error(ErrorKind::kUsage, "--window: expected at most the " + std::to_string(table.rows) +
                                       " rows of " + path.string() + ", found " +
                                       std::to_string(window));
  }
  Dataset dataset;
  dataset.encoding = TableEncoding(table.columns);
  dataset.column_names = dataset.encoding.feature_names();
  dataset.fingerprint = "crc32:" + base::checksum_text(table.values.checksum());
  if (!table.row_ids.empty()) {
    dataset.row_ids = at::tensor(table.row_ids, at::kLong);
    dataset.file_rows = table.file_rows;
  }
  if (!table.labels.empty()) {
    dataset.fingerprint.append("+").append(base::checksum_text(base::crc32_of(table.labels)));
    dataset.labels = at::tensor(table.labels, at::kLong);
    dataset.class_names = std::move(table.class_names);
  }
  dataset.features = dataset.encoding.encode(std::move(table));
  if (window > 1) dataset = join_windows(std::move(dataset), window);
  if (dataset.rows() == 0) {
    throw Error(ErrorKind::kData,
                path.string() + ": expected " + std::to_string(window) +
                    " successive rows without missing values, found fewer",
                "use --missing mean to fill in means");
  }
  dataset.shape = shape_of_numbers(dataset.width());
  return dataset;
}

}  // namespace sae::data
