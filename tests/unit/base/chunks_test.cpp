// SPDX-License-Identifier: MIT
// Tests of chunks of rows.
#include "base/chunks.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace sae::base {
namespace {

using Chunks = std::vector<std::pair<std::int64_t, std::int64_t>>;

Chunks chunks_of(std::int64_t rows, std::int64_t bytes_per_row) {
  Chunks chunks;
  for_each_chunk(rows, bytes_per_row, [&](std::int64_t start, std::int64_t count) {
    chunks.emplace_back(start, count);
  });
  return chunks;
}

TEST(ForEachChunk, CoversEveryRowOnceInOrder) {
  EXPECT_EQ(chunks_of(7, kChunkBytes / 3), (Chunks{{0, 3}, {3, 3}, {6, 1}}));
  EXPECT_EQ(chunks_of(6, kChunkBytes / 3), (Chunks{{0, 3}, {3, 3}}));
  EXPECT_EQ(chunks_of(5, 1), (Chunks{{0, 5}}));
}

TEST(ForEachChunk, HasAtLeastARowPerChunk) {
  EXPECT_EQ(chunks_of(2, 2 * kChunkBytes), (Chunks{{0, 1}, {1, 1}}));
}

TEST(ForEachChunk, VisitsNothingWithoutRows) { EXPECT_EQ(chunks_of(0, 8), Chunks()); }

TEST(ChunkRows, TakesRowsWithoutTemporaryValues) { EXPECT_EQ(chunk_rows(0), kChunkBytes); }

}  // namespace
}  // namespace sae::base
