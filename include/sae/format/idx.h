// SPDX-License-Identifier: MIT
// The IDX format of the MNIST family (http://yann.lecun.com/exdb/mnist): unsigned bytes only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sae::format {

/// An array of unsigned bytes in row-major order. `bytes` holds as many as the product of `shape`.
struct IdxArray {
  std::vector<std::int64_t> shape;  ///< One size per dimension, each 1 to 2^32 - 1.
  std::vector<std::uint8_t> bytes;
};

/// Reads an IDX file, plain or gzip, whose array must have `rank` dimensions (1 to 255): 1 for
/// labels [N], 3 for images [N, height, width]. Throws sae::Error (kData) on anything but exactly
/// one well-formed array, before memory is taken for sizes that the file cannot hold.
IdxArray read_idx(const std::filesystem::path& path, int rank);

/// The array as an uncompressed IDX file. Throws sae::Error (kInternal) when `shape` has no or more
/// than 255 dimensions, a size outside 1 to 2^32 - 1, or does not match the number of bytes.
std::string idx_bytes(const IdxArray& array);

}  // namespace sae::format
