// SPDX-License-Identifier: MIT
// Reads what lies at --data, as it lies there: bytes stay bytes, numbers are not scaled.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"
#include "format/image.h"

namespace sae::data {

/// What was found: rows, or the images of a folder that patches are cut from and that may differ in
/// size.
struct Source {
  Dataset train;
  std::optional<Dataset> test;        ///< the published test set
  std::vector<format::Image> images;  ///< filled instead of `train.features`, where --patches asks
  std::string place;                  ///< the file or folder
  std::vector<std::string> changes;   ///< as data::Split has them
};

/// Reads --data, found by content unless --format names it:
///   a folder with the four files of the MNIST family; a folder of PNG or JPEG files
///   a file: IDX (plain or gzip), NumPy's .npy, or else a table of numbers
/// with the labels of --labels, --label_column or the image files' subfolders.
/// Throws kData where nothing is found, something is broken or a number is not finite, kUsage where
/// an option does not fit what was found.
Source read_source(const config::DataConfig& config);

/// The folder of the four IDX files when --data is not given: $SAE_DATA, ./data/fashion-mnist, the
/// checkout's data/fashion-mnist and the distribution's folder are searched in this order. Throws
/// kData when the files are nowhere, with the command that gets them.
std::filesystem::path find_fashion_mnist();

}  // namespace sae::data
