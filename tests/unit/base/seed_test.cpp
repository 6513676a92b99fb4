// SPDX-License-Identifier: MIT
// Tests of seeds by name. The expected values were computed in Python from the published
// definitions of FNV-1a, splitmix64 and the 64-bit Mersenne Twister.
#include "base/seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "support/failure.h"

namespace sae::base {
namespace {

TEST(Derive, ReturnsTheExpectedValues) {
  EXPECT_EQ(derive(0, ""), 0xd5784dc90ff56603);
  EXPECT_EQ(derive(1, "shuffle"), 0x84211d089bf258d9);
  EXPECT_EQ(derive(1, "shuffle", 3), 0x117d5a656949248f);
  EXPECT_EQ(derive(1, "shuffle", 3, 7), 0xec37308bf12dc5b3);
}

TEST(Derive, DependsOnEveryArgument) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (const std::string_view name : {"shuffle", "corrupt", "init"}) {
      for (std::uint64_t epoch = 0; epoch < 10; ++epoch) {
        for (std::uint64_t batch = 0; batch < 10; ++batch) {
          seeds.insert(derive(seed, name, epoch, batch));
        }
      }
    }
  }
  EXPECT_EQ(seeds.size(), 3000U);
}

TEST(Permutation, ReturnsTheExpectedValues) {
  EXPECT_EQ(permutation(10, 42), (std::vector<std::int64_t>{1, 7, 9, 0, 3, 8, 4, 2, 5, 6}));
  EXPECT_EQ(permutation(10, 43), (std::vector<std::int64_t>{2, 4, 3, 8, 1, 7, 5, 9, 0, 6}));
}

TEST(Permutation, ContainsEachNumberOnce) {
  std::vector<std::int64_t> order = permutation(1000, 7);
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], static_cast<std::int64_t>(i));
  EXPECT_EQ(permutation(1, 7), (std::vector<std::int64_t>{0}));
  EXPECT_TRUE(permutation(0, 7).empty());
}

// 6 orders, each expected 1000 times; 150 exceeds five standard deviations of sqrt(1000 * 5/6).
TEST(Permutation, DrawsEachOrderEquallyOften) {
  std::array<int, 3 * 3> counts{};
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    const std::vector<std::int64_t> order = permutation(3, derive(seed, "test"));
    ++counts[static_cast<std::size_t>(order[0] * 3 + order[1])];
  }
  for (const std::size_t order : {1U, 2U, 3U, 5U, 6U, 7U}) EXPECT_NEAR(counts[order], 1000, 150);
}

TEST(Permutation, RefusesANegativeLength) {
  EXPECT_EQ(test::failure([] { permutation(-1, 0); }),
            "1: permutation: expected a length of at least 0, found -1");
}

}  // namespace
}  // namespace sae::base
