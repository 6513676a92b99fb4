// SPDX-License-Identifier: MIT
// Images with labels in memory, ready to train on.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sae::data {

/// How a feature row is laid out as a picture, row-major.
struct ImageShape {
  int height = 0;
  int width = 0;
  int channels = 1;
};

/// N rows of D features, D = height · width · channels.
struct Dataset {
  at::Tensor features;  ///< [N, D] float32 in [0, 1]
  at::Tensor labels;    ///< [N] int64, the class of each row
  ImageShape shape;
  std::vector<std::string> class_names;  ///< by label: words for FashionMNIST, else digits
  std::string fingerprint;  ///< checksums of the files' contents, to tell data sets apart

  std::int64_t rows() const { return features.size(0); }
  std::int64_t width() const { return features.size(1); }
};

/// Reads images and their labels from two IDX files, gzip or plain; pixels become value / 255.
/// Throws kData when a file is broken or the counts differ.
Dataset read_images(const std::filesystem::path& images, const std::filesystem::path& labels);

/// The given rows of a data set, in that order. rows: [M] int64, each in [0, N).
Dataset take_rows(const Dataset& dataset, const at::Tensor& rows);

}  // namespace sae::data
