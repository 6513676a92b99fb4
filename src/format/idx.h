// SPDX-License-Identifier: MIT
// The IDX format of the MNIST family (http://yann.lecun.com/exdb/mnist).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/array.h"
#include "format/gzip.h"

namespace sae::format {

/// Reads the header of an array of any rank, of the types 8 (unsigned byte), 9, 11, 12 (integers of
/// 1, 2 and 4 bytes), 13 and 14 (floating point of 4 and 8). `name` is the file's name for
/// messages. Throws sae::Error (kData) on other content and where ArrayReader's constructor does.
ArrayReader open_idx(ByteSource source, const std::string& name);

/// An array of unsigned bytes in row-major order. `bytes` holds as many as the product of `shape`.
struct IdxArray {
  std::vector<std::int64_t> shape;  ///< One size per dimension, each 1 to 2^32 - 1.
  std::vector<std::uint8_t> bytes;
};

/// The array as an uncompressed IDX file. Throws sae::Error (kInternal) when `shape` has no or more
/// than 255 dimensions, a size outside 1 to 2^32 - 1, or does not match the number of bytes.
std::string idx_bytes(const IdxArray& array);

}  // namespace sae::format
