// SPDX-License-Identifier: MIT
// One reader for each kind of data.
#include "sae/data/readers.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>

#include "sae/base/error.h"
#include "sae/base/hash.h"
#include "sae/base/log.h"
#include "sae/format/file.h"
#include "sae/format/idx.h"
#include "sae/format/npy.h"
#include "sae/format/table.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 4> kMnistFiles = {
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte"};
constexpr std::uint64_t kMostTableBytes = std::uint64_t{16} << 30U;
/// CRC-32 of FashionMNIST's labels, by which we know the data set whatever its folder is called.
constexpr std::uint32_t kFashionTrainLabels = 0x2ed6e46a;
constexpr std::uint32_t kFashionTestLabels = 0x242bc73f;
constexpr std::array<const char*, 10> kFashionClasses = {
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"};

[[noreturn]] void refuse(const fs::path& path, const std::string& expected,
                         const std::string& found, const std::string& hint = "") {
  throw Error(ErrorKind::kData, path.string() + ": expected " + expected + ", found " + found,
              hint);
}

std::vector<std::string> digits_to(std::int64_t highest) {
  std::vector<std::string> names;
  for (std::int64_t label = 0; label <= highest; ++label) names.push_back(std::to_string(label));
  return names;
}

std::vector<std::string> name_classes(std::uint32_t labels_checksum, std::int64_t highest) {
  if (labels_checksum == kFashionTrainLabels || labels_checksum == kFashionTestLabels) {
    return {kFashionClasses.begin(), kFashionClasses.end()};
  }
  return digits_to(highest);
}

std::string hex(std::uint32_t value) {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", value);
  return text.data();
}

/// The plain file, or its .gz; nothing when neither is there.
std::optional<fs::path> find_file(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  for (const char* suffix : {"", ".gz"}) {
    const fs::path path = folder / (name + suffix);
    if (fs::exists(path, ignored)) return path;
  }
  return std::nullopt;
}

fs::path require_file(const fs::path& folder, const std::string& name) {
  const std::optional<fs::path> path = find_file(folder, name);
  if (path) return *path;
  refuse(folder, "a file " + name + " or " + name + ".gz", "neither", kFetchHint);
}

at::Tensor bytes_tensor(const std::vector<std::uint8_t>& bytes, at::IntArrayRef shape) {
  const at::Tensor tensor = at::empty(shape, at::kByte);
  std::memcpy(tensor.mutable_data_ptr(), bytes.data(), bytes.size());
  return tensor;
}

at::ScalarType type_of(format::NpyType type) {
  switch (type) {
    case format::NpyType::kUint8:
      return at::kByte;
    case format::NpyType::kFloat32:
      return at::kFloat;
    case format::NpyType::kFloat64:
      return at::kDouble;
    case format::NpyType::kInt64:
      return at::kLong;
  }
  return at::kByte;
}

at::Tensor npy_tensor(const format::NpyFile& file) {
  const at::Tensor tensor = at::empty(file.shape(), type_of(file.type()));
  std::memcpy(tensor.mutable_data_ptr(), file.values().data(), file.values().size());
  return tensor;
}

std::uint32_t checksum(std::span<const std::byte> bytes) {
  return base::crc32({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

/// Each row followed by the next ones, `window` in all.
at::Tensor side_by_side(const at::Tensor& rows, std::int64_t window) {
  const std::int64_t count = rows.size(0) - window + 1;
  return rows.unfold(0, window, 1).transpose(1, 2).reshape({count, window * rows.size(1)});
}

format::Table read_table_file(const fs::path& path, const config::DataConfig& config) {
  format::TableOptions options;
  options.label_column = config.label_column;
  return format::parse_table(format::read_file(path, kMostTableBytes, ErrorKind::kData),
                             path.string(), options);
}

/// Labels as a file has them.
struct Labels {
  at::Tensor values;                     ///< [N] int64
  std::vector<std::string> class_names;  ///< where the file has some
  std::uint32_t checksum = 0;
};

Labels read_idx_labels(const fs::path& path) {
  const format::IdxArray classes = format::read_idx(path, /*rank=*/1);
  return {bytes_tensor(classes.bytes, classes.shape).to(at::kLong), {}, base::crc32(classes.bytes)};
}

void add_labels(const Labels& labels, const fs::path& path, Dataset& dataset) {
  if (labels.values.size(0) != dataset.rows()) {
    refuse(path, std::to_string(dataset.rows()) + " labels, one for each row",
           std::to_string(labels.values.size(0)));
  }
  dataset.labels = labels.values;
  dataset.class_names = labels.class_names;
  if (dataset.class_names.empty()) {
    dataset.class_names = name_classes(labels.checksum, labels.values.max().item<std::int64_t>());
  }
  if (dataset.class_names.front() == kFashionClasses.front()) {
    dataset.class_labels = digits_to(std::ssize(kFashionClasses) - 1);
  }
  dataset.fingerprint += "+" + hex(labels.checksum);
}

}  // namespace

bool is_mnist_folder(const fs::path& folder) {
  return std::ranges::any_of(kMnistFiles,
                             [&](const char* name) { return find_file(folder, name).has_value(); });
}

Dataset read_mnist_part(const fs::path& folder, const std::string& part) {
  const fs::path images = require_file(folder, part + "-images-idx3-ubyte");
  const fs::path labels = require_file(folder, part + "-labels-idx1-ubyte");
  Dataset dataset = read_idx_images(images);
  add_labels(read_idx_labels(labels), labels, dataset);
  return dataset;
}

Dataset read_idx_images(const fs::path& path) {
  const format::IdxArray pixels = format::read_idx(path, /*rank=*/3);
  Dataset dataset;
  dataset.shape = {static_cast<int>(pixels.shape[1]), static_cast<int>(pixels.shape[2]), 1};
  dataset.features =
      bytes_tensor(pixels.bytes, {pixels.shape[0], pixels.shape[1] * pixels.shape[2]});
  dataset.fingerprint = "crc32:" + hex(base::crc32(pixels.bytes));
  return dataset;
}

Dataset read_npy(const fs::path& path) {
  const format::NpyFile file(path);
  const std::vector<std::int64_t>& shape = file.shape();
  Dataset dataset;
  dataset.features = npy_tensor(file).reshape({shape[0], -1});
  dataset.fingerprint = "crc32:" + hex(checksum(file.values()));
  const bool picture = shape.size() == 3 || (shape.size() == 4 && (shape[3] == 1 || shape[3] == 3));
  dataset.shape = shape_of_numbers(dataset.width());
  if (picture) {
    dataset.shape = {static_cast<int>(shape[1]), static_cast<int>(shape[2]),
                     shape.size() == 4 ? static_cast<int>(shape[3]) : 1};
  }
  return dataset;
}

Dataset read_table(const fs::path& path, const config::DataConfig& config) {
  format::Table table = read_table_file(path, config);
  if (table.has_index) {
    base::log_info("table   column 1 counts the rows: taken for an index and left out");
  }
  if (table.columns == 0) refuse(path, "columns beside that of the labels", "none");
  const std::int64_t window = config.window.value_or(1);
  if (window > table.rows) {
    throw Error(ErrorKind::kUsage, "--window: expected at most the " + std::to_string(table.rows) +
                                       " rows of " + path.string() + ", found " +
                                       std::to_string(window));
  }
  Dataset dataset;
  const at::Tensor rows =
      at::from_blob(table.values.data(), {table.rows, table.columns}, at::kDouble);
  dataset.fingerprint = "crc32:" + hex(checksum(std::as_bytes(std::span(table.values))));
  dataset.features = side_by_side(rows, window).clone();
  dataset.column_names = table.column_names;
  dataset.window = window;
  if (window > 1) dataset.row_ids = at::arange(window - 1, table.rows, at::kLong);
  dataset.shape = shape_of_numbers(dataset.width());
  if (!table.labels.empty()) {
    dataset.fingerprint += "+" + hex(checksum(std::as_bytes(std::span(table.labels))));
    dataset.labels = at::tensor(table.labels).narrow(0, window - 1, dataset.rows()).clone();
    dataset.class_names = table.class_names;
  }
  return dataset;
}

void read_labels(const fs::path& path, Dataset& dataset) {
  std::ifstream file = format::open_file(path, ErrorKind::kData);
  std::array<char, 6> start{};
  file.read(start.data(), start.size());
  if (std::string_view(start.data(), start.size()) == "\x93NUMPY") {
    const format::NpyFile array(path);
    const Labels labels{
        npy_tensor(array).reshape({-1}).to(at::kLong), {}, checksum(array.values())};
    add_labels(labels, path, dataset);
  } else if (start[0] == 0 || start[0] == '\x1f') {
    add_labels(read_idx_labels(path), path, dataset);
  } else {
    config::DataConfig options;
    options.label_column = "0";
    const format::Table table = read_table_file(path, options);
    add_labels({at::tensor(table.labels), table.class_names,
                checksum(std::as_bytes(std::span(table.labels)))},
               path, dataset);
  }
}

}  // namespace sae::data
