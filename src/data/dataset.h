// SPDX-License-Identifier: MIT
// Rows in memory, ready for training.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/table_encoding.h"

namespace sae::data {

inline constexpr double kLargestByte = 255, kLargest16BitPixel = 65535;

/// How a row is displayed as a picture, row-major.
struct ImageShape {
  int height = 0;
  int width = 0;
  int channels = 1;
};

/// Kind of the features.
enum class Content {
  kNumbers,
  kPixels,  ///< Brightness from 0 to `full_scale`.
};

/// N rows of D features, D = height · width · channels.
struct Dataset {
  at::Tensor features;  ///< [N, D]: uint8, float32 or float64 as in the files; floating once scaled
  at::Tensor labels;    ///< [N] int64, class of each row; undefined without labels
  ImageShape shape;     ///< for a table: a square if D is a square number, else one line
  std::vector<std::string> class_names;   ///< name of each class; empty without labels
  std::vector<std::string> class_labels;  ///< labels in the files; empty: equal to the names
  std::string fingerprint;                ///< checksums of the files' contents; identifies the data
  std::vector<std::string> column_names;  ///< of a table's features [D / window]; empty if unknown
  TableEncoding encoding;   ///< how a table's columns became features; of no columns otherwise
  std::int64_t window = 1;  ///< number of consecutive rows joined into each row
  /// The largest value of the files' type, which scale unit maps to 1: 255 for bytes, 65535 for
  /// 16-bit pictures; 0 if the type has no such value.
  double full_scale = 0;
  Content content = Content::kNumbers;  ///< bytes are always pixels
  bool reordered = false;  ///< whether the file has the values of a row in another order
  /// [N] int64: number of each row in its file, from 0. For a window it is its last row's, for
  /// pictures an index into `row_names`. Undefined: row i is row i of the file.
  at::Tensor row_ids;
  std::int64_t file_rows = 0;          ///< rows of the file if some were left out; 0: all are here
  std::vector<std::string> row_names;  ///< picture file names by id, or empty

  std::int64_t rows() const { return features.size(0); }
  std::int64_t width() const { return features.size(1); }
};

/// Selects rows in the given order. rows: [M] int64, each in [0, N).
Dataset take_rows(const Dataset& dataset, const at::Tensor& rows);

/// Row ids [N] int64: `row_ids`, or 0 to N - 1 if undefined.
at::Tensor ids_of(const Dataset& dataset);
/// Row ids for display: numbers, or the names of the picture files.
std::vector<std::string> id_texts(const Dataset& dataset);
/// Class name of each row; empty without labels.
std::vector<std::string> class_texts(const Dataset& dataset);

/// Whether rows are displayed as images. A table with column names and windows of a series are not;
/// other numbers are if D is a square number.
bool is_picture(const Dataset& dataset);

/// Rescales pixels to this full scale, floating if theirs was different; other features are
/// unchanged. 0: no change.
Dataset at_full_scale(Dataset dataset, double full_scale);

/// Shape in which a row of numbers that is not a picture is displayed.
ImageShape shape_of_numbers(std::int64_t width);

}  // namespace sae::data
