// SPDX-License-Identifier: MIT
// Tests of the thread team.
#include "base/thread_team.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>

#include "support/failure.h"

namespace sae::base {
namespace {

void nothing() {}

TEST(ThreadTeam, RunsTheWorkOnceOnEachRank) {
  for (const int size : {1, 2, 5}) {
    ThreadTeam team(size, nothing);
    for (int run = 0; run < 100; ++run) {
      std::vector<int> calls(static_cast<std::size_t>(size));
      team.run([&](int rank) { ++calls[static_cast<std::size_t>(rank)]; });
      EXPECT_EQ(calls, std::vector<int>(static_cast<std::size_t>(size), 1));
    }
  }
}

TEST(ThreadTeam, PreparesEachOtherThreadOnce) {
  std::atomic<int> prepared{0};
  {
    ThreadTeam team(4, [&] { ++prepared; });
    team.run([](int) {});
  }
  EXPECT_EQ(prepared, 3);
}

// Each round reads what the other ranks wrote in the round before. Without a barrier, or with one
// that lets a thread pass early, a sum is wrong. More threads than cores, so that some sleep.
TEST(ThreadTeam, SynchronisesAtEveryBarrier) {
  constexpr int kRounds = 2000;
  for (const int size : {2, 3, 8}) {
    ThreadTeam team(size, nothing);
    std::vector<std::int64_t> values(static_cast<std::size_t>(size), 1);
    std::atomic<int> wrong{0};
    team.run([&](int rank) {
      for (std::int64_t round = 1; round <= kRounds; ++round) {
        const std::int64_t sum = std::accumulate(values.begin(), values.end(), std::int64_t{0});
        if (sum != round * size) ++wrong;
        team.barrier();
        ++values[static_cast<std::size_t>(rank)];
        team.barrier();
      }
    });
    EXPECT_EQ(wrong, 0) << size;
  }
}

/// Runs in its own process, with so little address space that only a few of eight threads start.
[[noreturn]] void start_a_team_without_memory() {
  constexpr std::size_t kRoomForAFewStacks = std::size_t{30} << 20;
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const std::size_t used = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const rlimit limit{used + kRoomForAFewStacks, used + kRoomForAFewStacks};
  setrlimit(RLIMIT_AS, &limit);
  std::fprintf(stderr, "%s\n", test::failure([] { ThreadTeam team(64, nothing); }).c_str());
  std::_Exit(0);
}

TEST(ThreadTeamDeathTest, ReportsTheThreadThatCannotStart) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer cannot start a thread without memory";
#endif
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(start_a_team_without_memory(), testing::ExitedWithCode(0),
              "2: cannot start thread [0-9]+ of 64: Resource temporarily unavailable");
}

TEST(ThreadTeam, FinishesOnBusyCores) {
  std::atomic<bool> done{false};
  std::vector<std::thread> busy;
  for (int i = 0; i < 2; ++i) {
    busy.emplace_back([&] {
      while (!done) {
      }
    });
  }
  ThreadTeam team(4, nothing);
  std::atomic<int> count{0};
  for (int run = 0; run < 200; ++run) {
    team.run([&](int) {
      team.barrier();
      ++count;
    });
  }
  done = true;
  for (std::thread& thread : busy) thread.join();
  EXPECT_EQ(count, 800);
}

TEST(BlockOf, SplitsAllItemsAtMultiplesOfTheGrain) {
  for (const std::int64_t count : {0, 1, 15, 16, 17, 100, 784}) {
    for (const int size : {1, 2, 3, 7}) {
      std::int64_t next = 0;
      for (int rank = 0; rank < size; ++rank) {
        const Block block = block_of(count, rank, size, 16);
        EXPECT_EQ(block.begin, next);
        EXPECT_GE(block.size(), 0);
        if (block.end != count) {
          EXPECT_EQ(block.end % 16, 0);
        }
        EXPECT_LE(block.size(), (count + 15) / 16 / size * 16 + 16);
        next = block.end;
      }
      EXPECT_EQ(next, count);
    }
  }
}

TEST(AvailableCores, AreAtLeastOneAndAtMostThoseOfTheMachine) {
  EXPECT_GE(available_cores(), 1);
  EXPECT_LE(available_cores(), static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace
}  // namespace sae::base
