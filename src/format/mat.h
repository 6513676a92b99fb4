// SPDX-License-Identifier: MIT
// Arrays of MATLAB files, version 5
// (https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf): what MATLAB saves with -v6
// and -v7, which is its default, and what SciPy and Octave write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "format/array.h"

namespace sae::format {

/// A variable of a MAT file.
struct MatVariable {
  std::string name;
  std::string class_name;           ///< "double", "logical", "complex single", "struct", ...
  std::vector<std::int64_t> shape;  ///< Sizes of at least 0; none for some objects.
  /// Type of a real array of numbers; nullopt for variables that open_mat refuses.
  std::optional<NumberType> type;
};

/// Whether the file begins like a MAT file of version 4, 5 or 7.3. False if it cannot be read.
bool is_mat(const std::filesystem::path& path);

/// Lists all variables in the order of the file. Throws sae::Error (kData) on a missing file, on
/// other content, with a hint on versions 4 and 7.3, on truncated or damaged data, and on sizes
/// that do not match.
std::vector<MatVariable> list_mat(const std::filesystem::path& path);

/// Opens a real array of numbers or logicals, plain or compressed; its first size counts its rows,
/// although MATLAB users often keep samples in columns. An empty `variable` means the only such
/// array. Throws sae::Error (kData) as list_mat and the reader's constructor do, on a missing
/// variable, on several arrays if none is named (it lists them), and with a hint on variables of
/// other classes. The size of the file limits what is decompressed.
ArrayReader open_mat(const std::filesystem::path& path, const std::string& variable = "");

}  // namespace sae::format
