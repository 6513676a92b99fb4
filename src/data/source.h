// SPDX-License-Identifier: MIT
// Reads the data at --data unchanged: bytes stay bytes, numbers are not scaled.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"
#include "format/image.h"

namespace sae::data {

/// The data found: rows, or the images of a folder from which patches are cut. Images may differ in
/// size.
struct Source {
  Dataset train;
  std::optional<Dataset> valid;       ///< the rows of --valid_data
  std::optional<Dataset> test;        ///< the test set
  std::vector<format::Image> images;  ///< used instead of `train.features` with --patches
  std::string place;                  ///< the file or folder
  std::vector<std::string> changes;   ///< see Split::changes
};

/// Reads --data; its format is detected by content unless --format is given:
///   a folder with the files of the MNIST family, whose test set must be there if it validates; a
///   folder of PNG, JPEG, BMP or PNM files a file: IDX, NumPy, MATLAB 5, ARFF, SVMlight, otherwise
///   a table; plain or gzip
/// --valid_data or --test_data are read in the same way, tables with the columns of the training
/// rows; a table that lacks the label column has no labels.
/// Labels come from --labels, --label_column or the image files' subfolders.
/// Throws kData if nothing is found, something is invalid or a number is not finite. Throws kUsage
/// if an option does not fit the data.
/// A table must have the columns of `known`, if that has some (format::KnownColumns).
Source read_source(const config::DataConfig& config, const TableEncoding& known = {});

/// The format of the data at --data: --format, or found by content. Throws kData if nothing is
/// there or the content is of a known format that is not read.
config::DataFormat find_format(const config::DataConfig& config);

/// Throws kUsage if an option does not fit the data at --data, and kData as find_format does.
void check_options_fit(const config::DataConfig& config);

/// Logs a warning if the folder is of EMNIST and its images are not turned.
void warn_of_transposed_images(const std::filesystem::path& folder,
                               const config::DataConfig& config);

/// Folder of the four IDX files if --data is not given. It searches $SAE_DATA,
/// ./data/fashion-mnist, the checkout's data/fashion-mnist and the distribution's folder, in this
/// order. Throws kData if the files are in none of them; the message gives the command to download
/// them.
std::filesystem::path find_fashion_mnist();

}  // namespace sae::data
