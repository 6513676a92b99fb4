// SPDX-License-Identifier: MIT
// NumPy's archives of arrays (.npz): zip files
// (https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.9.TXT) of stored or deflated .npy files.
#pragma once

#include <filesystem>
#include <string>

#include "format/gzip.h"

namespace sae::format {

/// A file, or an array in an archive or a MATLAB file.
struct ArrayPlace {
  std::filesystem::path file;
  std::string array;  ///< Name without ".npy"; empty for the file itself or its only array.
};

/// Parses "x.npz:X" as array X of the archive x.npz and "x.mat:X" as that of the MATLAB file
/// x.mat, of any version, unless a file has this whole name.
ArrayPlace find_array(const std::filesystem::path& place);

/// Whether the file begins like a zip file. False if it cannot be read.
bool is_zip(const std::filesystem::path& path);

/// Opens the bytes of a .npy file: an array in an archive, or the file itself, plain or gzip. An
/// array's checksum is verified at its end. Throws sae::Error (kData) as ByteSource does. For
/// archives it also throws on other content, impossible sizes and offsets, encryption, compression
/// other than DEFLATE, a missing array and, if no array is named, on several arrays. Archives of
/// more than 4 GiB (zip64) are read, too.
ByteSource open_array(const ArrayPlace& place);

}  // namespace sae::format
