// SPDX-License-Identifier: MIT
// Reads array files: IDX, NumPy and MATLAB. Detects file formats.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/movedim.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "data/readers.h"
#include "format/arff_table.h"
#include "format/foreign.h"
#include "format/gzip.h"
#include "format/idx.h"
#include "format/mat.h"
#include "format/npy.h"
#include "format/npz.h"
#include "format/svmlight.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;
using format::NumberType;

/// Bytes that show the format of a file.
constexpr std::size_t kStartBytes = 65536;

constexpr std::array<const char*, 4> kMnistFiles = {
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte"};

/// The plain file or its .gz, also with the name that archives give it: "train-images.idx3-ubyte".
/// nullopt if neither exists.
std::optional<fs::path> find_file(const fs::path& folder, const std::string& name) {
  std::string unpacked = name;
  unpacked[unpacked.rfind("-idx")] = '.';
  std::error_code ignored;
  for (const std::string& stem : {name, unpacked}) {
    for (const char* suffix : {"", ".gz"}) {
      const fs::path path = folder / (stem + suffix);
      if (fs::exists(path, ignored)) return path;
    }
  }
  return std::nullopt;
}

/// The first of these files that exists.
fs::path require_file(const fs::path& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (const auto path = find_file(folder, name)) return *path;
  }
  throw Error(ErrorKind::kData,
              folder.string() + ": expected a file " + names.front() + " or " + names.front() +
                  ".gz, found neither",
              kFetchHint);
}

bool has_mnist_names(const fs::path& folder) {
  return std::ranges::any_of(kMnistFiles,
                             [&](const char* name) { return find_file(folder, name).has_value(); });
}

/// What precedes "train-images" in names of files in the folder, sorted: "emnist-letters-".
std::set<std::string> find_prefixes(const fs::path& folder) {
  std::set<std::string> prefixes;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    std::string name = entry.path().filename().string();
    if (name.ends_with(".gz")) name.resize(name.size() - 3);
    for (const std::string_view ending : {"train-images-idx3-ubyte", "train-images.idx3-ubyte"}) {
      if (name.ends_with(ending)) prefixes.insert(name.substr(0, name.size() - ending.size()));
    }
  }
  return prefixes;
}

/// Smallest type that represents all numbers of a file's type.
at::ScalarType type_of(NumberType type) {
  switch (type) {
    case NumberType::kUint8:
      return at::kByte;
    case NumberType::kBool:
    case NumberType::kInt8:
    case NumberType::kInt16:
    case NumberType::kUint16:
    case NumberType::kFloat16:
    case NumberType::kFloat32:
      return at::kFloat;
    case NumberType::kInt32:
    case NumberType::kUint32:
    case NumberType::kInt64:
    case NumberType::kUint64:
    case NumberType::kFloat64:
      return at::kDouble;
  }
  throw Error(ErrorKind::kInternal, "array: unknown type");
}

template <class Value>
void read_into(format::ArrayReader& reader, const at::Tensor& values) {
  reader.read_next(
      std::span(values.mutable_data_ptr<Value>(), static_cast<std::size_t>(values.numel())));
}

/// The next numbers, in file order.
void read_numbers(format::ArrayReader& reader, const at::Tensor& values) {
  if (values.scalar_type() == at::kByte) {
    read_into<std::uint8_t>(reader, values);
  } else if (values.scalar_type() == at::kFloat) {
    read_into<float>(reader, values);
  } else {
    read_into<double>(reader, values);
  }
}

/// Names that the files of a part may have.
struct MnistNames {
  std::vector<std::string> images, labels;
};

MnistNames mnist_names(const fs::path& folder, const std::string& part) {
  const std::string prefix = mnist_prefix(folder);
  MnistNames names;
  for (const std::string& name : {part, std::string(part == "t10k" ? "test" : "train")}) {
    names.images.push_back(prefix + name + "-images-idx3-ubyte");
    names.labels.push_back(prefix + name + "-labels-idx1-ubyte");
    names.labels.push_back(prefix + name + "-labels-idx2-int");
  }
  return names;
}

/// All numbers, in the shape of the header.
at::Tensor read_values(format::ArrayReader& reader) {
  const format::ArrayHeader& header = reader.header();
  const bool by_columns = header.layout == format::Layout::kColumnMajor;
  std::vector<std::int64_t> sizes = header.shape;
  if (by_columns) std::reverse(sizes.begin(), sizes.end());
  at::Tensor values = at::empty(sizes, type_of(header.type));
  read_numbers(reader, values);
  if (by_columns) {
    std::vector<std::int64_t> axes(sizes.size());
    std::iota(axes.rbegin(), axes.rend(), 0);
    values = values.permute(axes);
  }
  return values;
}

bool are_channels(std::int64_t size) { return size == 1 || size == 3; }

/// Whether images have one channel after the other, as PyTorch's.
bool is_planar(const std::vector<std::int64_t>& shape) {
  return shape.size() == 4 && are_channels(shape[1]) && !are_channels(shape[3]);
}

/// [N, h, w], [N, h, w, 1 or 3] and [N, 1 or 3, h, w] are pictures, all others are numbers.
bool are_pictures(const std::vector<std::int64_t>& shape) {
  return is_planar(shape) || shape.size() == 3 || (shape.size() == 4 && are_channels(shape[3]));
}

ImageShape shape_of_array(const std::vector<std::int64_t>& shape, std::int64_t width) {
  if (is_planar(shape)) {
    return {static_cast<int>(shape[2]), static_cast<int>(shape[3]), static_cast<int>(shape[1])};
  }
  if (!are_pictures(shape)) return shape_of_numbers(width);
  return {static_cast<int>(shape[1]), static_cast<int>(shape[2]),
          shape.size() == 4 ? static_cast<int>(shape[3]) : 1};
}

/// The sizes of an array with its rows first.
std::vector<std::int64_t> rows_first(const format::ArrayHeader& header, config::SampleAxis axis) {
  std::vector<std::int64_t> shape = header.shape;
  if (axis == config::SampleAxis::kLast) std::rotate(shape.begin(), shape.end() - 1, shape.end());
  return shape;
}

Dataset read_array(format::ArrayReader reader, config::SampleAxis axis) {
  Dataset dataset = describe_array(reader, axis);
  const std::vector<std::int64_t> shape = rows_first(reader.header(), axis);
  at::Tensor values = read_values(reader);
  if (axis == config::SampleAxis::kLast) values = values.movedim(-1, 0);
  if (is_planar(shape)) values = values.movedim(1, -1);
  dataset.features = values.reshape({shape.front(), dataset.width()});
  dataset.fingerprint = "crc32:" + base::checksum_text(reader.checksum());
  return dataset;
}

}  // namespace

config::DataFormat find_file_format(const format::ArrayPlace& place) {
  using config::DataFormat;
  std::vector<std::uint8_t> bytes(kStartBytes);
  bytes.resize(format::ByteSource(place.file).read(bytes));
  const std::string_view start(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (const auto foreign = format::find_foreign_format(start, place.file.string())) {
    throw Error(ErrorKind::kData,
                place.file.string() + ": expected a supported format, found " + foreign->name,
                foreign->hint);
  }
  if (format::is_zip(place.file) || start.starts_with("\x93NUMPY")) return DataFormat::kNpy;
  if (format::is_mat(place.file)) return DataFormat::kMat;
  if (start.starts_with(std::string_view("\0\0", 2))) return DataFormat::kIdx;
  if (format::looks_like_arff(start)) return DataFormat::kArff;
  if (format::looks_like_svmlight(start)) return DataFormat::kSvmlight;
  return DataFormat::kTable;
}

bool is_mnist_folder(const fs::path& folder) {
  return has_mnist_names(folder) || !find_prefixes(folder).empty();
}

std::string mnist_prefix(const fs::path& folder) {
  if (has_mnist_names(folder)) return "";
  const std::set<std::string> prefixes = find_prefixes(folder);
  if (prefixes.size() > 1) {
    throw Error(ErrorKind::kData,
                folder.string() + ": expected the files of one data set, found those of " +
                    base::quote(*prefixes.begin()) + " and " + base::quote(*prefixes.rbegin()),
                "move one of them to a folder of its own, or name its files with --data, --labels "
                "and --test_data");
  }
  return prefixes.empty() ? "" : *prefixes.begin();
}

MnistFiles find_mnist_files(const fs::path& folder, const std::string& part) {
  const MnistNames names = mnist_names(folder, part);
  return {require_file(folder, names.images), require_file(folder, names.labels)};
}

bool has_mnist_part(const fs::path& folder, const std::string& part) {
  return std::ranges::any_of(mnist_names(folder, part).images, [&](const std::string& name) {
    return find_file(folder, name).has_value();
  });
}

format::ArrayReader open_mnist_images(const fs::path& path) {
  format::ArrayReader reader = format::open_idx(format::ByteSource(path), path.string());
  if (reader.header().shape.size() > 1) return reader;
  throw Error(ErrorKind::kData, path.string() + ": expected images (rank 2 to 4), found rank 1");
}

Dataset read_mnist_part(const fs::path& folder, const std::string& part) {
  const MnistFiles files = find_mnist_files(folder, part);
  Dataset dataset = read_array(open_mnist_images(files.images), config::SampleAxis::kFirst);
  read_labels(files.labels, dataset);
  return dataset;
}

Dataset describe_array(const format::ArrayReader& reader, config::SampleAxis axis) {
  const std::vector<std::int64_t> shape = rows_first(reader.header(), axis);
  const std::int64_t width = reader.count() / shape.front();
  if (width > std::numeric_limits<int>::max()) {
    throw Error(ErrorKind::kData, reader.name() + ": expected rows of at most " +
                                      std::to_string(std::numeric_limits<int>::max()) +
                                      " values, found " + std::to_string(width));
  }
  Dataset dataset;
  dataset.features = at::empty({0, width}, type_of(reader.header().type));
  dataset.shape = shape_of_array(shape, width);
  dataset.full_scale = format::largest_number(reader.header().type);
  dataset.reordered = is_planar(shape) && dataset.shape.channels > 1;
  return dataset;
}

bool has_shape_of_images(const format::ArrayHeader& header, config::SampleAxis axis) {
  return are_pictures(rows_first(header, axis));
}

bool streams_rows(const format::ArrayHeader& header, config::SampleAxis axis) {
  if (header.shape.size() == 1) return true;
  return header.layout == format::Layout::kRowMajor && axis == config::SampleAxis::kFirst;
}

at::Tensor read_next_rows(format::ArrayReader& reader, std::int64_t rows) {
  std::vector<std::int64_t> shape = reader.header().shape;
  shape.front() = rows;
  at::Tensor values = at::empty(shape, type_of(reader.header().type));
  read_numbers(reader, values);
  if (is_planar(reader.header().shape)) values = values.movedim(1, -1);
  return values.reshape({rows, -1});
}

format::ArrayReader open_npy_array(const fs::path& path) {
  return format::open_npy_numbers(format::open_array(format::find_array(path)), path.string());
}

Dataset read_idx(const fs::path& path, config::SampleAxis axis) {
  return read_array(format::open_idx(format::ByteSource(path), path.string()), axis);
}

Dataset read_npy(const fs::path& path, config::SampleAxis axis) {
  return read_array(open_npy_array(path), axis);
}

Dataset read_mat(const fs::path& path, config::SampleAxis axis) {
  const format::ArrayPlace place = format::find_array(path);
  return read_array(format::open_mat(place.file, place.array), axis);
}

}  // namespace sae::data
