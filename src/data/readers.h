// SPDX-License-Identifier: MIT
// One reader for each kind of data: a file's content as rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"
#include "format/image.h"
#include "format/npz.h"

namespace sae::data {

/// What to do where data is missing.
inline constexpr const char* kFetchHint =
    "run scripts/fetch_fashion_mnist to get FashionMNIST, or name other data with --data";

/// The size of a table's file, decompressed, at most.
inline constexpr std::uint64_t kMostTableBytes = std::uint64_t{16} << 30U;

/// The kind of a file by its content, plain or gzip: idx, npy (also an archive of them), or else
/// table. Throws kData where the file cannot be read.
config::DataFormat find_file_format(const format::ArrayPlace& place);

/// The part ("train" or "t10k") of a folder of the MNIST family, with labels. Throws kData when a
/// file is missing or broken, or the counts differ.
Dataset read_mnist_part(const std::filesystem::path& folder, const std::string& part);
/// Whether the folder has one of the four files of the MNIST family, plain or gzip, also with a dot
/// before "idx".
bool is_mnist_folder(const std::filesystem::path& folder);

/// Arrays: the first axis is rows, [N] is N x 1. [N, h, w] and [N, h, w, 1 or 3] are images.
/// Bytes stay uint8; other types become float32 where that holds all their values, else float64.
/// full_scale is the largest value of an integer type. Throws kData with row and column on integers
/// beyond 2^53.
/// One IDX file, plain or gzip, without labels.
Dataset read_idx(const std::filesystem::path& path);
/// A NumPy file, plain or gzip, or an array of an archive: "file.npz:X".
Dataset read_npy(const std::filesystem::path& path);

/// A table of numbers, float64, with the labels of its label column. window: rows side by side; a
/// window's label is that of its last row.
Dataset read_table(const std::filesystem::path& path, const config::DataConfig& config);

/// Image files and the class of each: folder by folder, by name.
struct ImageFiles {
  std::vector<format::Image> images;  ///< of one depth
  std::vector<std::filesystem::path> paths;
  std::vector<std::string> names;        ///< paths in the folder, with '/' between
  std::vector<std::int64_t> labels;      ///< by subfolder; empty where the folder itself holds them
  std::vector<std::string> class_names;  ///< the subfolders, in natural order
  std::string fingerprint;
  bool turned = false;                 ///< whether a camera's orientation turned one
  std::vector<std::string> changes{};  ///< as data::Split has them
};
/// PNG and JPEG files of a folder, or of its subfolders, one a class. Resized and converted as the
/// configuration says; without that they may differ. Alpha is dropped. Among pictures of 16 bits
/// all become such. Hidden files and what systems leave behind (__MACOSX) are ignored. Throws kData
/// when there are none, or some in the folder itself and some in subfolders, on a folder that
/// cannot be read and on a name that is not UTF-8.
ImageFiles read_image_files(const std::filesystem::path& folder, const config::DataConfig& config);
/// Images of one size and colour as rows, uint8 or, of 16 bits, float; kData names the first one
/// that differs.
Dataset stack_images(const ImageFiles& files);

/// Gives a data set the labels of a file: an IDX or NumPy array of whole numbers, bool (0 and 1) or
/// texts, of shape N or N x 1, or a table of one column. Classes and their names are those of
/// format::classes_of; FashionMNIST, known by its checksum, has its own names. Throws kData when
/// the file is broken, a label is missing or no whole number, or there is another number of them.
void read_labels(const std::filesystem::path& path, Dataset& dataset);

}  // namespace sae::data
