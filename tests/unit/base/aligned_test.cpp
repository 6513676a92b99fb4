// SPDX-License-Identifier: MIT
// Tests of memory aligned to cache lines.
#include "base/aligned.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace sae::base {
namespace {

TEST(AlignedVector, BeginsAtACacheLineForAnySize) {
  for (const std::size_t size : {1U, 7U, 100U, 5000U, 300000U}) {
    AlignedVector<float> values(size, 1.0F);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(values.data()) % kCacheLine, 0) << size;
    values.resize(2 * size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(values.data()) % kCacheLine, 0) << size;
    EXPECT_EQ(values[size - 1], 1);
  }
}

}  // namespace
}  // namespace sae::base
