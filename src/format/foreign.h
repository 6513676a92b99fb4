// SPDX-License-Identifier: MIT
// Names the formats that are not read and how to convert them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sae::format {

/// A format that is not read.
struct ForeignFormat {
  std::string name;  ///< With its article, to follow "found": "a Parquet file".
  std::string hint;  ///< One line of Python that converts the file to .npy or .csv.
};

/// Whether `start` begins a MATLAB file of version 4 or 7.3, which need converting.
bool is_foreign_mat(std::string_view start);

/// Recognises by content: MATLAB 7.3 and 4, HDF5, Parquet, Excel (.xlsx, .xls), pickle, PyTorch,
/// Feather and Arrow, SQLite. nullopt for all others, such as .npz archives and text. `start` is
/// the beginning of the file, decompressed if it is gzip: 4096 bytes, or all if it has fewer.
/// `file` is its name in the hint; the converted file has the same name with another extension.
std::optional<ForeignFormat> find_foreign_format(std::string_view start, const std::string& file);

}  // namespace sae::format
