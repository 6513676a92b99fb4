// SPDX-License-Identifier: MIT
// Reads label files.
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "data/readers.h"
#include "format/classes.h"
#include "format/delimited.h"
#include "format/idx.h"
#include "format/mat.h"
#include "format/npy.h"
#include "format/npz.h"
#include "format/shape.h"
#include "format/table.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

/// CRC-32 of FashionMNIST's labels; recognises the data set whatever its folder is called.
constexpr std::uint32_t kFashionTrainLabels = 0x2ed6e46a;
constexpr std::uint32_t kFashionTestLabels = 0x242bc73f;
constexpr std::array<const char*, 10> kFashionClasses = {
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"};

/// Labels as in a file, one per row.
struct Labels {
  format::Classes classes;
  std::uint32_t checksum = 0;
  std::vector<std::string> class_labels = {};  ///< where the classes have other names
};

Labels fashion_labels(std::vector<std::int64_t> values, std::uint32_t checksum) {
  Labels labels = {{std::move(values), {kFashionClasses.begin(), kFashionClasses.end()}}, checksum};
  for (std::size_t label = 0; label < kFashionClasses.size(); ++label) {
    labels.class_labels.push_back(std::to_string(label));
  }
  return labels;
}

[[noreturn]] void refuse_labels(const std::string& name, const std::string& expected,
                                const std::string& found, const std::string& hint = "") {
  throw Error(ErrorKind::kData, name + ": expected " + expected + ", found " + found, hint);
}

void check_label_count(std::int64_t count, std::int64_t rows, const std::string& name) {
  if (count == rows) return;
  refuse_labels(name, std::to_string(rows) + " labels, one for each row", std::to_string(count));
}

/// Called before reading the labels, so that a header alone cannot allocate memory.
void check_label_shape(const std::vector<std::int64_t>& shape, std::int64_t rows,
                       const std::string& name) {
  if (shape.size() > 2 || (shape.size() == 2 && shape[1] != 1)) {
    refuse_labels(name, "labels of shape N or N x 1", format::shape_text(shape),
                  "for one-hot labels, save the class numbers: y.argmax(1)");
  }
  check_label_count(shape.front(), rows, name);
}

/// QMNIST's label files have eight columns, of which the first is the class.
constexpr std::int64_t kQmnistColumns = 8;

bool is_qmnist(const format::ArrayHeader& header) {
  return header.type == format::NumberType::kInt32 && header.shape.size() == 2 &&
         header.shape[1] == kQmnistColumns;
}

/// Every `step`-th value.
std::vector<std::int64_t> take_every(const std::vector<std::int64_t>& values, std::int64_t step) {
  std::vector<std::int64_t> taken;
  for (std::size_t i = 0; i < values.size(); i += static_cast<std::size_t>(step)) {
    taken.push_back(values[i]);
  }
  return taken;
}

Labels read_numbers(format::ArrayReader reader, std::int64_t rows) {
  const bool qmnist = is_qmnist(reader.header());
  if (qmnist) {
    check_label_count(reader.header().shape.front(), rows, reader.name());
    base::log_info("labels  " + reader.name() + ": the first of QMNIST's eight columns");
  } else {
    check_label_shape(reader.header().shape, rows, reader.name());
  }
  std::vector<std::int64_t> values(static_cast<std::size_t>(reader.count()));
  reader.read(std::span(values));
  if (qmnist) values = take_every(values, kQmnistColumns);
  const std::uint32_t checksum = reader.checksum();
  if (checksum == kFashionTrainLabels || checksum == kFashionTestLabels) {
    return fashion_labels(std::move(values), checksum);
  }
  return {format::classes_of(std::span<const std::int64_t>(values), reader.name()), checksum};
}

Labels read_texts(format::TextReader reader, std::int64_t rows) {
  check_label_shape(reader.shape(), rows, reader.name());
  const std::vector<std::string> texts = reader.read();
  const auto missing = std::ranges::find_if(
      texts, [](const std::string& text) { return text.empty() || text == "nan"; });
  if (missing != texts.end()) {
    refuse_labels(reader.name() + ": row " + std::to_string(missing - texts.begin()) + " (from 0)",
                  "a label", base::quote(*missing));
  }
  return {format::classes_of(std::span<const std::string>(texts), reader.name()),
          reader.checksum()};
}

Labels read_npy_labels(const format::ArrayPlace& place, const std::string& name,
                       std::int64_t rows) {
  format::NpyReader reader = format::open_npy(format::open_array(place), name);
  if (auto* numbers = std::get_if<format::ArrayReader>(&reader)) {
    return read_numbers(std::move(*numbers), rows);
  }
  return read_texts(std::get<format::TextReader>(std::move(reader)), rows);
}

/// Whether the first label is a name that no other row has, like a column header.
bool first_is_header(const format::Table& table) {
  const std::int64_t first = table.labels.front();
  return std::ranges::count(table.labels, first) == 1 &&
         !base::parse_number(table.class_names[static_cast<std::size_t>(first)]);
}

Labels read_table_labels(const fs::path& path, std::int64_t rows) {
  const std::string name = path.string();
  const std::string content = format::read_content(path, kMostTableBytes);
  format::DelimitedReader first_row(content, name);
  if (first_row.next() && first_row.fields().size() > 1) {
    refuse_labels(name, "one column of labels", std::to_string(first_row.fields().size()),
                  "pandas writes one with y.to_csv(file, index=False)");
  }
  format::TableOptions options;
  options.label_column = "0";
  format::Table table = format::parse_table(content, name, options);
  if (table.rows == rows + 1 && first_is_header(table)) {
    base::log_info("labels  " + name + ": the first line is a header");
    options.header = format::HeaderRow::kYes;
    table = format::parse_table(content, name, options);
  }
  check_label_count(table.rows, rows, name);
  return {{table.labels, table.class_names}, base::crc32_of(table.labels)};
}

Labels read_label_file(const fs::path& path, std::int64_t rows) {
  const format::ArrayPlace place = format::find_array(path);
  switch (find_file_format(place)) {
    case config::DataFormat::kNpy:
      return read_npy_labels(place, path.string(), rows);
    case config::DataFormat::kIdx:
      return read_numbers(format::open_idx(format::ByteSource(path), path.string()), rows);
    case config::DataFormat::kMat:
      return read_numbers(format::open_mat(place.file, place.array), rows);
    case config::DataFormat::kAuto:
    case config::DataFormat::kArff:
    case config::DataFormat::kImages:
    case config::DataFormat::kSvmlight:
    case config::DataFormat::kTable:
      break;
  }
  return read_table_labels(path, rows);
}

}  // namespace

void read_labels(const fs::path& path, Dataset& dataset) {
  const bool left_out = dataset.file_rows > 0;
  Labels labels = read_label_file(path, left_out ? dataset.file_rows : dataset.rows());
  dataset.labels = at::tensor(labels.classes.of, at::kLong);
  if (left_out) dataset.labels = dataset.labels.index_select(0, dataset.row_ids);
  dataset.class_names = std::move(labels.classes.names);
  dataset.class_labels = std::move(labels.class_labels);
  dataset.fingerprint += "+" + base::checksum_text(labels.checksum);
}

}  // namespace sae::data
