// SPDX-License-Identifier: MIT
// Rows in memory, ready to train on.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sae::data {

inline constexpr double kLargestByte = 255, kLargest16BitPixel = 65535;

/// How a row is laid out as a picture, row-major.
struct ImageShape {
  int height = 0;
  int width = 0;
  int channels = 1;
};

/// What features are.
enum class Content {
  kNumbers,
  kPixels,  ///< brightnesses from 0 to `full_scale`
};

/// N rows of D features, D = height · width · channels.
struct Dataset {
  at::Tensor features;  ///< [N, D]: as files have them uint8, float32 or float64; later floating
  at::Tensor labels;    ///< [N] int64, the class of each row; undefined where nothing is known
  ImageShape shape;     ///< of a table: a square where D is one, else a strip of one line
  std::vector<std::string> class_names;   ///< by label; empty without labels
  std::vector<std::string> class_labels;  ///< as the files have them; empty: these are the names
  std::string fingerprint;  ///< checksums of the files' contents, to tell data sets apart
  std::vector<std::string> column_names;  ///< of a table's features [D / window]; empty if unknown
  std::int64_t window = 1;                ///< rows of a series side by side in each row
  /// The largest value of the files' type, which scale unit brings to 1: 255 for bytes, 65535 for
  /// pictures of 16 bits; 0 where the type has no such meaning.
  double full_scale = 0;
  Content content = Content::kNumbers;  ///< bytes are pixels whatever this says
  /// [N] int64: the number of each row in its file, from 0 (of a window: its last row's; of
  /// pictures: an index into `row_names`). Undefined: row i is row i of the file.
  at::Tensor row_ids;
  std::vector<std::string> row_names;  ///< picture files by id; empty where a number says it all

  std::int64_t rows() const { return features.size(0); }
  std::int64_t width() const { return features.size(1); }
};

/// The given rows of a data set, in that order. rows: [M] int64, each in [0, N).
Dataset take_rows(const Dataset& dataset, const at::Tensor& rows);

/// [N] int64: `row_ids`, also where they are undefined.
at::Tensor ids_of(const Dataset& dataset);
/// The same as people read them: numbers, or the names of the picture files.
std::vector<std::string> id_texts(const Dataset& dataset);
/// The class of each row by name; empty without labels.
std::vector<std::string> class_texts(const Dataset& dataset);

/// Whether rows are drawn as images. A table whose columns have names, and windows of a series, are
/// no pictures; other numbers are taken for one where they fill a square.
bool is_picture(const Dataset& dataset);

/// The data set with pixels of this full scale, floating where they had another; other features as
/// they are. 0: as it is.
Dataset at_full_scale(Dataset dataset, double full_scale);

/// How a row of numbers that is no picture is drawn.
ImageShape shape_of_numbers(std::int64_t width);

}  // namespace sae::data
