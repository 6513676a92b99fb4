// SPDX-License-Identifier: MIT
// Rows of data in blocks.
#include "data/row_stream.h"

#include <ATen/ops/empty.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "data/class_choice.h"
#include "data/image_shape.h"
#include "data/missing.h"
#include "data/readers.h"
#include "data/source.h"
#include "data/table_files.h"
#include "format/gzip.h"
#include "format/idx.h"
#include "format/mat.h"
#include "format/npz.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;
using config::DataFormat;
using Stream = std::unique_ptr<const RowStream>;

/// Rows in memory.
class WholeRows final : public RowStream {
 public:
  WholeRows(Dataset rows, std::string place)
      : RowStream(rows, rows.rows(), std::move(place)), all_(std::move(rows)) {
    row_names_ = std::exchange(all_.row_names, {});
    all_.row_ids = ids_of(all_);
  }

  void read(std::int64_t rows, const Visit& visit) const override {
    for (std::int64_t start = 0; start < rows_; start += rows) {
      const std::int64_t count = std::min(rows, rows_ - start);
      Dataset block = all_;
      block.features = all_.features.narrow(0, start, count);
      block.row_ids = all_.row_ids.narrow(0, start, count);
      if (all_.labels.defined()) block.labels = all_.labels.narrow(0, start, count);
      if (!visit(std::move(block))) return;
    }
  }

  void set_changes(std::vector<std::string> changes) { changes_ = std::move(changes); }
  void set_image_shape(bool given) { has_image_shape_ = given; }

 private:
  Dataset all_;
};

/// What is known of labels in a file of their own.
Dataset read_labels_of(const fs::path& path, std::int64_t rows) {
  Dataset labelled;
  labelled.features = at::empty({rows, 0});
  read_labels(path, labelled);
  return labelled;
}

/// Rows that follow one another in an array file.
class ArrayRows final : public RowStream {
 public:
  using Open = std::function<format::ArrayReader()>;

  ArrayRows(Open open, const format::ArrayReader& opened, const config::DataConfig& config)
      : RowStream(describe_array(opened, config.sample_axis), opened.header().shape.front(),
                  *config.data),
        open_(std::move(open)),
        missing_(config.table.missing) {
    has_image_shape_ = has_shape_of_images(opened.header(), config.sample_axis);
    if (about_.reordered) {
      changes_.emplace_back("now arrays of [N, channels, height, width] are images");
    }
  }

  void read(std::int64_t rows, const Visit& visit) const override {
    format::ArrayReader reader = open_();
    reader.skip_checksum();
    const auto visit_valid = [&](Dataset block) {
      apply_missing(block, missing_, place_);
      return visit(std::move(block));
    };
    visit_blocks(rows, visit_valid,
                 [&](std::int64_t, std::int64_t count) { return read_next_rows(reader, count); });
  }

  using RowStream::set_labels;

 private:
  Open open_;
  config::Missing missing_;
};

/// Rows of a table of known columns.
class TableRowStream final : public RowStream {
 public:
  TableRowStream(std::unique_ptr<const TableFile> file, const std::string& place)
      : RowStream(file->describe(), file->rows(), place), file_(std::move(file)) {}

  void read(std::int64_t rows, const Visit& visit) const override {
    file_->read(rows, [&](Dataset block) {
      if (!labels_.defined()) return visit(std::move(block));
      const at::Tensor ids = block.row_ids;
      if (ids[-1].item<std::int64_t>() >= labels_.size(0)) {
        throw Error(ErrorKind::kData, place_ + ": expected " + std::to_string(labels_.size(0)) +
                                          " rows as at the first reading, found more (was it "
                                          "changed?)");
      }
      return visit(block_of(block.features, ids));
    });
  }

  void read_labels(const fs::path& path) { set_labels(read_labels_of(path, file_->file_rows())); }

 private:
  std::unique_ptr<const TableFile> file_;
};

/// Images of a folder.
class ImageRows final : public RowStream {
 public:
  ImageRows(ImageFiles files, const config::DataConfig& config)
      : RowStream(describe_images(files), std::ssize(files.paths), *config.data),
        files_(std::move(files)),
        config_(config) {
    row_names_ = files_.names;
    changes_ = files_.changes;
    has_image_shape_ = true;
  }

  void read(std::int64_t rows, const Visit& visit) const override {
    visit_blocks(rows, visit, [&](std::int64_t start, std::int64_t count) {
      const at::Tensor features = at::empty({count, width()}, about_.features.options());
      for (std::int64_t i = 0; i < count; ++i) {
        copy_pixels(read_image(files_, static_cast<std::size_t>(start + i), config_), features[i]);
      }
      return features;
    });
  }

 private:
  ImageFiles files_;
  config::DataConfig config_;
};

/// The rows of a stream as images: --image_shape and --transpose.
class ShapedRows final : public RowStream {
 public:
  ShapedRows(Stream rows, const config::DataConfig& config)
      : RowStream(rows->about(), rows->rows(), rows->place()),
        rows_before_(std::move(rows)),
        config_(config) {
    changes_ = rows_before_->changes();
    row_names_ = rows_before_->row_names();
    has_image_shape_ = config_.image_shape || rows_before_->has_image_shape();
    if (config_.image_shape) bytes_ = find_bytes();
    about_ = shaped(std::move(about_));
  }

  void read(std::int64_t rows, const Visit& visit) const override {
    rows_before_->read(rows, [&](Dataset block) { return visit(shaped(std::move(block))); });
  }

 private:
  Bytes find_bytes() const {
    constexpr std::int64_t kRows = 1024;
    bool bytes = true;
    if (about_.features.scalar_type() == at::kByte) return Bytes::kYes;
    rows_before_->read(kRows, [&](const Dataset& block) { return bytes = are_bytes(block); });
    return bytes ? Bytes::kYes : Bytes::kNo;
  }

  Dataset shaped(Dataset rows) const {
    if (config_.image_shape) shape_as_images(rows, *config_.image_shape, place_, bytes_);
    if (config_.transpose) transpose_images(rows, place_);
    return rows;
  }

  Stream rows_before_;
  config::DataConfig config_;
  Bytes bytes_ = Bytes::kNo;
};

/// nullptr if the array must be read as a whole.
std::unique_ptr<ArrayRows> stream_array(ArrayRows::Open open, const config::DataConfig& config) {
  const format::ArrayReader opened = open();
  const bool whole = format::largest_number(opened.header().type) > 0;
  const bool drops = config.table.missing == config::Missing::kDrop && !whole;
  if (drops || !streams_rows(opened.header(), config.sample_axis)) return nullptr;
  auto stream = std::make_unique<ArrayRows>(std::move(open), opened, config);
  if (config.labels) stream->set_labels(read_labels_of(*config.labels, stream->rows()));
  return stream;
}

/// The labels of both parts of an MNIST folder, whose classes are numbered together.
Dataset labels_of_part(const MnistFiles& files, const MnistFiles& others) {
  const auto read = [](const MnistFiles& part) {
    return read_labels_of(part.labels, open_mnist_images(part.images).header().shape.front());
  };
  Dataset labelled = read(files), other = read(others);
  share_classes(labelled, other);
  return labelled;
}

Stream stream_mnist(const fs::path& folder, const WantedRows& wanted) {
  warn_of_transposed_images(folder, wanted.config);
  const bool train = wanted.part == config::Part::kTrain;
  const MnistFiles files = find_mnist_files(folder, train ? "train" : "t10k");
  const MnistFiles others = find_mnist_files(folder, train ? "t10k" : "train");
  auto stream = stream_array([files] { return open_mnist_images(files.images); }, wanted.config);
  if (!stream) return nullptr;
  stream->set_labels(labels_of_part(files, others));
  return stream;
}

Stream stream_table(const fs::path& path, const WantedRows& wanted) {
  const config::DataConfig& config = wanted.config;
  if (wanted.known.columns().empty()) return nullptr;
  auto stream = std::make_unique<TableRowStream>(
      std::make_unique<const TableFile>(path, config, wanted.known), path.string());
  if (config.labels) stream->read_labels(*config.labels);
  return stream;
}

/// Whether the rows are all of those of a file, or of a part of an MNIST folder.
bool wants_all(const config::DataConfig& config) {
  return config.data && !config.classes && !config.patches && config.window.value_or(1) == 1 &&
         !config.valid && !config.valid_data && !config.test_data && !config.limit &&
         !config.limit_valid;
}

/// nullptr if the rows must be read as a whole. The options fit the data.
Stream stream_format(const WantedRows& wanted) {
  const config::DataConfig& config = wanted.config;
  const fs::path path = *config.data;
  const DataFormat format = find_format(config);
  const bool folder = fs::is_directory(path);
  if (format == DataFormat::kIdx && folder) {
    return config.labels ? nullptr : stream_mnist(path, wanted);
  }
  if (wanted.division != SplitMode::kNone) return nullptr;
  switch (format) {
    case DataFormat::kIdx:
      return stream_array(
          [path] { return format::open_idx(format::ByteSource(path), path.string()); }, config);
    case DataFormat::kNpy:
      return folder ? nullptr : stream_array([path] { return open_npy_array(path); }, config);
    case DataFormat::kTable:
      return folder ? nullptr : stream_table(path, wanted);
    case DataFormat::kImages:
      if (!folder || config.labels) return nullptr;
      return std::make_unique<ImageRows>(scan_image_files(path, config), config);
    case DataFormat::kAuto:
    case DataFormat::kMat:
    case DataFormat::kArff:
    case DataFormat::kSvmlight:
      break;
  }
  return nullptr;
}

/// Whether rows that are read as a whole have the shape of images. place: where the data are.
bool gives_image_shape(const config::DataConfig& place) {
  if (place.image_shape || place.patches) return true;
  const fs::path path = *place.data;
  const bool folder = fs::is_directory(path);
  const auto are_images = [&](const format::ArrayReader& array) {
    return has_shape_of_images(array.header(), place.sample_axis);
  };
  switch (find_format(place)) {
    case DataFormat::kImages:
      return true;
    case DataFormat::kIdx:
      return folder || are_images(format::open_idx(format::ByteSource(path), path.string()));
    case DataFormat::kNpy:
      return !folder && are_images(open_npy_array(path));
    case DataFormat::kMat: {
      const format::ArrayPlace array = format::find_array(path);
      return are_images(format::open_mat(array.file, array.array));
    }
    case DataFormat::kTable:
    case DataFormat::kAuto:
    case DataFormat::kArff:
    case DataFormat::kSvmlight:
      break;
  }
  return false;
}

/// place: the wanted rows' configuration with the place of the data.
Stream read_whole(const WantedRows& wanted, const config::DataConfig& place) {
  Split split = read_split(wanted.config, wanted.division, wanted.known);
  Dataset& part = wanted.part == config::Part::kTrain ? split.train : split.valid;
  auto stream = std::make_unique<WholeRows>(std::move(part), split.place);
  stream->set_changes(split.changes);
  stream->set_image_shape(gives_image_shape(place));
  return stream;
}

}  // namespace

RowStream::RowStream(Dataset about, std::int64_t rows, std::string place)
    : about_(std::move(about)), rows_(rows), place_(std::move(place)) {
  about_.features = at::empty({0, about_.features.size(1)}, about_.features.options());
  labels_ = std::exchange(about_.labels, at::Tensor());
  about_.row_ids.reset();
  about_.row_names.clear();
}

Dataset RowStream::block_of(const at::Tensor& features, const at::Tensor& ids) const {
  Dataset block = about_;
  block.features = features;
  block.row_ids = ids;
  if (labels_.defined()) block.labels = labels_.index_select(0, ids);
  return block;
}

void RowStream::set_labels(const Dataset& labelled) {
  labels_ = labelled.labels;
  about_.class_names = labelled.class_names;
  about_.class_labels = labelled.class_labels;
}

std::unique_ptr<const RowStream> open_rows(const WantedRows& wanted) {
  WantedRows place = wanted;
  if (!place.config.data) place.config.data = find_fashion_mnist().string();
  if (!wants_all(place.config)) return read_whole(wanted, place.config);
  check_options_fit(place.config);
  Stream stream = stream_format(place);
  if (!stream) return read_whole(wanted, place.config);
  const bool shapes = place.config.image_shape || place.config.transpose;
  return shapes ? std::make_unique<ShapedRows>(std::move(stream), place.config) : std::move(stream);
}

}  // namespace sae::data
