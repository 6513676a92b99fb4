// SPDX-License-Identifier: MIT
// Rows of data in blocks, so that memory does not grow with their number.
#pragma once

#include <ATen/ops/arange.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"
#include "data/split.h"

namespace sae::data {

/// The rows of one part of a split, in the same order and with the same values, labels and ids.
class RowStream {
 public:
  /// Takes a block; returns whether to read on. Its row ids are defined, and its row names are
  /// those of the stream.
  using Visit = std::function<bool(Dataset block)>;

  virtual ~RowStream() = default;
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;

  /// The data set without rows, ids and names of rows. Its features [0, D] have the type of all
  /// blocks, and its labels are undefined.
  const Dataset& about() const { return about_; }
  std::int64_t rows() const { return rows_; }
  std::int64_t width() const { return about_.width(); }
  bool has_labels() const { return !about_.class_names.empty(); }
  /// Names of image files by row id; empty for other data.
  const std::vector<std::string>& row_names() const { return row_names_; }
  /// The file or folder.
  const std::string& place() const { return place_; }
  /// See Split::changes.
  const std::vector<std::string>& changes() const { return changes_; }
  /// Whether the data or --image_shape give rows the shape of images. If not, the shape is only a
  /// guess for display (shape_of_numbers).
  bool has_image_shape() const { return has_image_shape_; }

  /// Reads all rows from the first one, in blocks of `rows`, the last one of the rest. Throws kData
  /// for a row that cannot be read.
  virtual void read(std::int64_t rows, const Visit& visit) const = 0;

 protected:
  RowStream(Dataset about, std::int64_t rows, std::string place);

  /// Puts a block [B, D] together. ids: [B] int64, numbers of the rows in the file.
  Dataset block_of(const at::Tensor& features, const at::Tensor& ids) const;
  /// Gives the rows the labels and classes of `labelled`.
  void set_labels(const Dataset& labelled);
  /// Visits all rows in blocks of `rows`. features(start, count): the next values [count, D].
  template <class Features>
  void visit_blocks(std::int64_t rows, const Visit& visit, const Features& features) const {
    for (std::int64_t start = 0; start < rows_; start += rows) {
      const std::int64_t count = std::min(rows, rows_ - start);
      if (!visit(block_of(features(start, count), at::arange(start, start + count)))) return;
    }
  }

  Dataset about_;
  std::int64_t rows_;
  std::string place_;
  std::vector<std::string> changes_;
  std::vector<std::string> row_names_;
  bool has_image_shape_ = false;
  at::Tensor labels_;  ///< of all rows in the file, if they are in memory
};

/// Rows to read: those of read_split(config, division, known).
struct WantedRows {
  config::DataConfig config;
  config::Part part = config::Part::kValid;
  SplitMode division = SplitMode::kOfTraining;
  TableEncoding known{};
};

/// Opens the rows. In memory are a block, for each row its label if it is in a file of its own (8
/// bytes), and the names of image files, if all rows of the file, or of a part of an MNIST folder,
/// are wanted in order and the data are:
///   IDX, or NumPy with rows that follow one another (not by columns, --sample_axis last)
///   a text table whose columns are known; it is read twice, once to find classes and errors
///   a folder of image files; they are decoded twice, once to find sizes, colours and errors
/// All other rows are read as a whole: ARFF, SVMlight and MATLAB files, tables of other columns,
/// rows drawn or chosen (--valid, --limit, --limit_valid, --classes, --patches, --window), and
/// arrays with --missing drop. Throws as read_split does; errors of single rows of an array are
/// thrown when they are read.
std::unique_ptr<const RowStream> open_rows(const WantedRows& wanted);

}  // namespace sae::data
