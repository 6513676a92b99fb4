// SPDX-License-Identifier: MIT
// One reader for each data format: file content to rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"
#include "format/array.h"
#include "format/image.h"
#include "format/npz.h"

namespace sae::data {

/// Hint for missing data.
inline constexpr const char* kFetchHint =
    "run scripts/fetch_fashion_mnist to get FashionMNIST, or name other data with --data";

/// Maximum size of a table file, decompressed.
inline constexpr std::uint64_t kMostTableBytes = std::uint64_t{16} << 30U;

/// Detects a file's format by content, plain or gzip: idx, npy (also an archive of them), mat,
/// arff, svmlight, otherwise table. Throws kData if the file cannot be read and, with the command
/// that converts it, if it is of a format that is not read (format/foreign.h).
config::DataFormat find_file_format(const format::ArrayPlace& place);

/// The files of one part ("train" or "t10k") of an MNIST-family folder.
struct MnistFiles {
  std::filesystem::path images, labels;
};
/// Throws kData if a file is missing.
MnistFiles find_mnist_files(const std::filesystem::path& folder, const std::string& part);

/// Reads one part ("train" or "t10k") of an MNIST-family folder, with labels. Throws kData if a
/// file is missing or invalid, or the numbers of images and labels differ.
Dataset read_mnist_part(const std::filesystem::path& folder, const std::string& part);
/// Whether the folder contains images of this part.
bool has_mnist_part(const std::filesystem::path& folder, const std::string& part);
/// Whether the folder contains one of the four files of MNIST, or the training images of one of its
/// relatives; plain or gzip, also with a dot before "idx".
bool is_mnist_folder(const std::filesystem::path& folder);

/// What precedes "train-images" in the names of such a folder: nothing, or for a relative of MNIST
/// its name, such as "emnist-letters-". Throws kData if there are several relatives.
std::string mnist_prefix(const std::filesystem::path& folder);

/// Opens the images of a part. Throws kData unless they have two to four sizes.
format::ArrayReader open_mnist_images(const std::filesystem::path& path);

/// Opens a NumPy file, or an array of an archive.
format::ArrayReader open_npy_array(const std::filesystem::path& path);
/// The data set of an array without rows. Throws kData on rows that are too long.
Dataset describe_array(const format::ArrayReader& reader, config::SampleAxis axis);
/// Reads the next rows [B, D] of an array whose rows follow one another (streams_rows).
at::Tensor read_next_rows(format::ArrayReader& reader, std::int64_t rows);
/// Whether the array has the shape of images: [N, h, w], [N, h, w, 1 or 3] or [N, 1 or 3, h, w].
bool has_shape_of_images(const format::ArrayHeader& header, config::SampleAxis axis);
/// Whether each row is in one place in the file.
bool streams_rows(const format::ArrayHeader& header, config::SampleAxis axis);

/// Array files: the sample axis is rows; [N] is read as N x 1. [N, h, w], [N, h, w, 1 or 3] and
/// [N, 1 or 3, h, w] are images, whose pixels have their channels together. Bytes stay uint8; other
/// types become float32 if it holds all their values, else float64. full_scale is the largest value
/// of an integer type. Throws kData with row and column on integers beyond 2^53.
///
/// Reads one IDX file, plain or gzip, without labels.
Dataset read_idx(const std::filesystem::path& path,
                 config::SampleAxis axis = config::SampleAxis::kFirst);
/// Reads a NumPy file, plain or gzip, or an array of an archive: "file.npz:X".
Dataset read_npy(const std::filesystem::path& path,
                 config::SampleAxis axis = config::SampleAxis::kFirst);
/// Reads an array of a MATLAB file: "file.mat", if it has only one, or "file.mat:X".
Dataset read_mat(const std::filesystem::path& path,
                 config::SampleAxis axis = config::SampleAxis::kFirst);

/// Image files and their classes, ordered by folder and name.
struct ImageFiles {
  std::vector<format::Image> images;  ///< all of the same depth
  std::vector<std::filesystem::path> paths;
  std::vector<std::string> names;        ///< paths relative to the folder, with '/'
  std::vector<std::int64_t> labels;      ///< class of each; empty without subfolders
  std::vector<std::string> class_names;  ///< the subfolders, in natural order
  std::string fingerprint;
  bool turned = false;                 ///< whether an Exif orientation was applied to one
  bool deep = false;                   ///< whether one has 16 bits
  bool coloured = false;               ///< whether one is not grey
  std::vector<std::string> changes{};  ///< see Split::changes
};
/// Reads the PNG, JPEG, BMP and PNM files of a folder, or of its subfolders (one per class); files
/// are chosen by their suffix, formats by content. Images are resized and converted by the
/// configuration; without that their sizes may differ. Without a background alpha is dropped. If
/// one picture has 16 bits, all are converted to 16 bits. Hidden files and system folders
/// (__MACOSX) are ignored. Throws kData if there are none, if images are in the folder itself and
/// in subfolders, if a folder cannot be read and if a name is not UTF-8.
ImageFiles read_image_files(const std::filesystem::path& folder, const config::DataConfig& config);
/// The same list without the images but the first, as read_image returns it. Throws kData, too, if
/// the images differ in size and are not resized.
ImageFiles scan_image_files(const std::filesystem::path& folder, const config::DataConfig& config);
/// Reads an image of the list as read_image_files does. Throws kData, also if it is not of the size
/// and depth of the first image of the list.
format::Image read_image(const ImageFiles& files, std::size_t index,
                         const config::DataConfig& config);
/// Copies the values of an image to a row of describe_images.
void copy_pixels(const format::Image& image, const at::Tensor& row);

/// The data set of stack_images without rows and their names, from the first image.
Dataset describe_images(const ImageFiles& files);
/// Converts images of equal size and colour to rows: uint8, or float for 16-bit images. Otherwise
/// throws kData with the first image that differs.
Dataset stack_images(const ImageFiles& files);

/// Adds the labels of a file to a data set. The file is an IDX or NumPy array of whole numbers,
/// bool (0 and 1) or texts, of shape N or N x 1, or a table with one column. Classes and their
/// names are those of format::classes_of; FashionMNIST, recognised by checksum, has its own names.
/// Throws kData if the file is invalid, a label is missing or not a whole number, or the number of
/// labels differs from that of the data's rows in their file.
void read_labels(const std::filesystem::path& path, Dataset& dataset);

}  // namespace sae::data
