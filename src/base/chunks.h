// SPDX-License-Identifier: MIT
// Work on the rows of a data set in chunks, so that temporary memory stays small.
#pragma once

#include <algorithm>
#include <cstdint>

namespace sae::base {

/// Bytes that the temporary values of a chunk may take. Larger chunks are slower: glibc returns
/// large blocks to the system, and every chunk pays for their pages again.
inline constexpr std::int64_t kChunkBytes = std::int64_t{32} << 20;

/// Number of rows of a chunk, at least 1.
constexpr std::int64_t chunk_rows(std::int64_t bytes_per_row) {
  return std::max<std::int64_t>(kChunkBytes / std::max<std::int64_t>(bytes_per_row, 1), 1);
}

/// Calls `visit(start, count)` for consecutive chunks of `rows` rows, each but the last of
/// chunk_rows(bytes_per_row) rows. bytes_per_row: bytes of temporary values that `visit` needs for
/// each row.
template <class Visit>
void for_each_chunk(std::int64_t rows, std::int64_t bytes_per_row, const Visit& visit) {
  const std::int64_t most = chunk_rows(bytes_per_row);
  for (std::int64_t start = 0; start < rows; start += most) {
    visit(start, std::min(most, rows - start));
  }
}

}  // namespace sae::base
