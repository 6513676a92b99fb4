// SPDX-License-Identifier: MIT
// Tests that denormal numbers are flushed to zero on every thread.
#include "train/denormals.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace sae::train {
namespace {

constexpr std::int64_t kThreads = 4;
/// Elements per thread: enough for ATen to use all its threads, divided the same way each time.
constexpr std::int64_t kPart = std::int64_t{1} << 18;

std::ptrdiff_t count_threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

/// Number of ATen's threads whose denormal product 1e-40 is not flushed to 0. It checks the bits,
/// because this thread may read a denormal number as 0.
std::int64_t count_denormal_threads() {
  const at::Tensor small = at::full({kThreads * kPart}, 1e-30F, at::kFloat);
  const at::Tensor products = small * at::full({kThreads * kPart}, 1e-10F, at::kFloat);
  std::int64_t count = 0;
  for (const at::Tensor& part : products.view(at::kInt).split(kPart)) {
    if (part.ne(0).any().item<bool>()) ++count;
  }
  return count;
}

/// Whether this thread flushes denormal results and denormal operands to 0 in plain C++.
bool flushes_here() {
  volatile float small = 1e-30F, tiny = 1e-10F, large = 1e30F;
  volatile float denormal = 1e-40F;
  const volatile float result = small * tiny, from_operand = denormal * large;
  return result == 0 && from_operand == 0;
}

/// Body of a separate process: runs all checks and exits with 0 if all hold.
[[noreturn]] void check_flushing_everywhere() {
  flush_denormals();
  const std::ptrdiff_t before = count_threads();
  at::set_num_threads(kThreads);
  const std::int64_t denormal_threads = count_denormal_threads();
  const bool team_started = count_threads() >= before + kThreads - 1;
  bool flushes_there = false;
  std::thread([&] { flushes_there = flushes_here(); }).join();
  std::fprintf(stderr, "team %d, denormal in %d threads, here %d, new thread %d\n", team_started,
               static_cast<int>(denormal_threads), flushes_here(), flushes_there);
  std::_Exit(team_started && denormal_threads == 0 && flushes_here() && flushes_there ? 0 : 1);
}

/// Calls flush_denormals too late, when ATen's threads exist. The exit code is the number of
/// threads that were missed.
[[noreturn]] void count_threads_missed() {
  at::set_num_threads(kThreads);
  count_denormal_threads();
  flush_denormals();
  std::_Exit(static_cast<int>(count_denormal_threads()));
}

// Each test runs in a new process: the flag belongs to a thread, and new threads inherit it.
TEST(FlushDenormalsDeathTest, CoversThreadsStartedLater) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(check_flushing_everywhere(), testing::ExitedWithCode(0),
              "team 1, denormal in 0 threads, here 1, new thread 1");
}

TEST(FlushDenormalsDeathTest, DoesNotCoverExistingThreads) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(count_threads_missed(), testing::ExitedWithCode(kThreads - 1), "");
}

}  // namespace
}  // namespace sae::train
