// SPDX-License-Identifier: MIT
// Tests of finding and choosing dead units.
#include "fused/dead_units.h"

#include <gtest/gtest.h>

#include "support/fused_plans.h"

namespace sae::fused {
namespace {

/// Six units on two threads, of which units silent for 10 rows are dead; a row uses two of them.
struct Counted {
  FusedPlan plan = test::linear_plan();
  std::vector<std::int64_t> silent = {10, 9, 0, 12, 10, 99};
  std::int64_t revived = 0;

  DeadUnits<double> make() {
    plan.layers.front().out = 6;
    plan.loss.auxk = 1;
    plan.loss.auxk_units = 2;
    plan.loss.dead_after = 10;
    FusedMemory<double> memory;
    memory.silent = silent.data();
    memory.revived = &revived;
    return {plan, memory, 2};
  }
};

TEST(DeadUnits, JoinsTheUnitsOfAllThreads) {
  Counted counted;
  DeadUnits<double> dead = counted.make();
  ASSERT_TRUE(dead.counted());
  dead.find({0, 3}, 0);
  dead.find({3, 6}, 1);
  EXPECT_EQ(dead.join(0), 4);
  EXPECT_EQ(dead.join(1), 4);
}

TEST(DeadUnits, ChoosesTheLargestPositiveSumsInOrder) {
  Counted counted;
  DeadUnits<double> dead = counted.make();
  dead.find({0, 3}, 0);
  dead.find({3, 6}, 1);
  dead.join(1);
  ActiveUnits<double> entries;
  const std::vector<double> high = {4, 100, 100, 1, -1, 7}, low = {-4, 100, 100, 0, -1, 3};
  dead.choose(high.data(), 2, 2, entries, 1);
  dead.choose(low.data(), 3, 2, entries, 1);
  ASSERT_EQ(entries.count, 3);
  const auto entry = [&](std::size_t at) {
    return std::vector<double>{static_cast<double>(entries.rows[at]),
                               static_cast<double>(entries.units[at]), entries.values[at]};
  };
  EXPECT_EQ(entry(0), (std::vector<double>{2, 0, 4}));
  EXPECT_EQ(entry(1), (std::vector<double>{2, 5, 7}));
  EXPECT_EQ(entry(2), (std::vector<double>{3, 5, 3}));
}

TEST(DeadUnits, CountsSilenceAndRevivals) {
  Counted counted;
  const DeadUnits<double> dead = counted.make();
  dead.count(0, true, 8);
  dead.count(1, true, 8);
  dead.count(2, false, 8);
  EXPECT_EQ(counted.silent[0], 0);
  EXPECT_EQ(counted.silent[1], 0);
  EXPECT_EQ(counted.silent[2], 8);
  EXPECT_EQ(counted.revived, 1);
}

TEST(DeadUnits, AreNotCountedWithoutMemory) {
  EXPECT_FALSE(DeadUnits<float>(test::linear_plan(), {}, 1).counted());
}

}  // namespace
}  // namespace sae::fused
