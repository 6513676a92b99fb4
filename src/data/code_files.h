// SPDX-License-Identifier: MIT
// Reads codes from files.
#pragma once

#include <filesystem>
#include <memory>

#include "data/row_stream.h"

namespace sae::data {

/// Opens codes [N, H] of `width` units: a sparse matrix of compressed rows (scipy.sparse.save_npz),
/// a safetensors file with one array, or what open_rows reads: .npy, an array of an archive, a
/// table of numbers. All but column-wise and MATLAB arrays are read block by block; of a sparse
/// matrix, 8 bytes for each row are in memory. Throws kData unless a row has `width` numbers.
std::unique_ptr<const RowStream> open_codes(const std::filesystem::path& path, std::int64_t width);

}  // namespace sae::data
