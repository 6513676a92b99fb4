// SPDX-License-Identifier: MIT
// Tests of reading, working and writing at the same time.
#include "base/ordered_work.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>

namespace sae::base {
namespace {

using Work = OrderedWork<int, int>;

/// Reads 0 to count − 1.
auto numbers(int count) {
  return [count](const Work::Give& give) {
    for (int i = 0; i < count && give(i); ++i) continue;
  };
}

TEST(OrderedWork, TakesResultsInTheOrderOfReading) {
  std::vector<int> results;
  Work(3, [] {}).run(
      numbers(50),
      [](int item) {
        // Later items of each three are done sooner.
        std::this_thread::sleep_for(std::chrono::milliseconds(2 - item % 3));
        return item * item;
      },
      [&](int result) {
        results.push_back(result);
        return true;
      });
  ASSERT_EQ(results.size(), 50U);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)], i * i);
}

TEST(OrderedWork, LimitsTheItemsInMemory) {
  std::atomic<int> read = 0, taken = 0, most = 0;
  Work(2, [] {}).run(
      [&](const Work::Give& give) {
        for (int i = 0; i < 40; ++i) {
          give(i);
          ++read;
        }
      },
      [](int item) { return item; },
      [&](int) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        most = std::max(most.load(), read - taken);
        ++taken;
        return true;
      });
  EXPECT_EQ(taken, 40);
  EXPECT_LE(most, 2 * 2 + 2 + 1);
}

TEST(OrderedWork, EndsWhenNoMoreResultsAreWanted) {
  int taken = 0, read = 0;
  Work(2, [] {}).run(
      [&](const Work::Give& give) {
        while (give(read)) ++read;
      },
      [](int item) { return item; }, [&](int) { return ++taken < 5; });
  EXPECT_EQ(taken, 5);
  EXPECT_LE(read, 5 + 2 * 2 + 2);
}

TEST(OrderedWork, IgnoresErrorsOfItemsThatAreNoLongerWanted) {
  std::atomic<bool> ended = false;
  int taken = 0;
  Work(1, [] {}).run(
      [&](const Work::Give& give) {
        while (give(0)) continue;
        ended = true;
        throw std::runtime_error("read");
      },
      [](int item) { return item; }, [&](int) { return ++taken < 3; });
  EXPECT_TRUE(ended);
  EXPECT_EQ(taken, 3);
}

TEST(OrderedWork, ThrowsWhatAnyOfItsThreadsThrows) {
  const auto fail = [](const std::string& where) -> int { throw std::runtime_error(where); };
  const auto pass = [](int item) { return item; };
  const auto take = [](int) { return true; };
  const auto message = [&](const auto& read, const auto& work, const auto& taking) -> std::string {
    try {
      Work(2, [] {}).run(read, work, taking);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "none";
  };
  EXPECT_EQ(message([&](const Work::Give&) { fail("read"); }, pass, take), "read");
  EXPECT_EQ(message(
                numbers(100), [&](int item) { return item == 7 ? fail("work") : item; }, take),
            "work");
  EXPECT_EQ(
      message(numbers(100), pass, [&](int item) { return item == 7 ? fail("take") != 0 : true; }),
      "take");
  EXPECT_EQ(message(numbers(0), pass, take), "none");
}

TEST(OrderedWork, PreparesEachThread) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  Work(3,
       [&] {
         const std::lock_guard lock(mutex);
         threads.insert(std::this_thread::get_id());
       })
      .run(
          numbers(1), [](int item) { return item; }, [](int) { return true; });
  EXPECT_EQ(threads.size(), 4U);
}

}  // namespace
}  // namespace sae::base
