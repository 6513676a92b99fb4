// SPDX-License-Identifier: MIT
// NumPy's archives of arrays (.npz): zip files
// (https://pkware.cachefly.net/webdocs/APPNOTE/APPNOTE-6.3.9.TXT) whose members are .npy files,
// stored or deflated.
#pragma once

#include <filesystem>
#include <string>

#include "format/gzip.h"

namespace sae::format {

/// A file, or an array in an archive.
struct ArrayPlace {
  std::filesystem::path file;
  std::string array;  ///< its name, without ".npy"; empty: the file, or the only array there is
};

/// Where "x.npz:X" is: array X of the archive x.npz, unless there is a file of this whole name.
ArrayPlace find_array(const std::filesystem::path& place);

/// Whether the file begins as a zip file does. False where it cannot be read.
bool is_zip(const std::filesystem::path& path);

/// The bytes of a .npy file: of an archive's array, or else of the file itself, plain or gzip. The
/// checksum of an array is compared at its end. Throws sae::Error (kData) where ByteSource does
/// and, of archives, on other content, sizes and places that cannot be, encryption, another
/// compression than DEFLATE, zip64 (archives of 4 GiB and more), an array that is not there and,
/// without a name, on several.
ByteSource open_array(const ArrayPlace& place);

}  // namespace sae::format
