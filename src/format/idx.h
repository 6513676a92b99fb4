// SPDX-License-Identifier: MIT
// The IDX format of the MNIST family (http://yann.lecun.com/exdb/mnist).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/array.h"
#include "format/gzip.h"

namespace sae::format {

/// Reads the header of an array of any rank and of type 8 (unsigned byte), 9, 11, 12 (integers of
/// 1, 2 and 4 bytes), 13 or 14 (floating point of 4 and 8 bytes). `name` is the file name for
/// messages. Throws sae::Error (kData) on other content and as ArrayReader's constructor does.
ArrayReader open_idx(ByteSource source, const std::string& name);

/// A row-major array of unsigned bytes. The size of `bytes` is the product of `shape`.
struct IdxArray {
  std::vector<std::int64_t> shape;  ///< One size per dimension, each 1 to 2^32 - 1.
  std::vector<std::uint8_t> bytes;
};

/// Writes an uncompressed IDX file. Throws sae::Error (kInternal) if `shape` has no or more than
/// 255 dimensions, a size outside 1 to 2^32 - 1, or does not match the number of bytes.
std::string idx_bytes(const IdxArray& array);

}  // namespace sae::format
