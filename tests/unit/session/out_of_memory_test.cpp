// SPDX-License-Identifier: MIT
// Tests of recognizing out-of-memory errors.
#include "session/out_of_memory.h"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

#ifdef __SANITIZE_ADDRESS__
// The sanitizer's allocator must report failure like any other; by default it ends the process.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
  return "allocator_may_return_null=1";
}
#endif

namespace sae::session {
namespace {

template <class Action>
std::optional<std::string> found_in(const Action& action) {
  try {
    action();
  } catch (const std::exception& error) {
    return find_out_of_memory(error);
  }
  return "nothing was thrown";
}

TEST(FindOutOfMemory, ReportsTheRequestedAmount) {
  // No machine has 2⁶⁰ bytes.
  EXPECT_EQ(found_in([] { at::empty({std::int64_t{1} << 60}, at::kByte); }),
            "out of memory: 1152921504.6 GB requested");
  EXPECT_EQ(found_in([] {
              TORCH_CHECK(
                  false,
                  "[enforce fail at alloc_cpu.cpp:113] err == 0. DefaultCPUAllocator: can't "
                  "allocate memory: you tried to allocate 3500000 bytes. Error code 12");
            }),
            "out of memory: 3.5 MB requested");
}

TEST(FindOutOfMemory, RecognizesGpuErrorsByType) {
  EXPECT_EQ(found_in([] {
              TORCH_CHECK_WITH(OutOfMemoryError, false,
                               "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total "
                               "capacity of 15.77 GiB");
            }),
            "out of memory: 20.00 GiB requested");
  EXPECT_EQ(found_in([] { TORCH_CHECK_WITH(OutOfMemoryError, false, "none is left"); }),
            "out of memory");
}

TEST(FindOutOfMemory, RecognizesBadAlloc) {
  EXPECT_EQ(found_in([] { throw std::bad_alloc(); }), "out of memory");
}

TEST(FindOutOfMemory, IgnoresOtherErrors) {
  EXPECT_EQ(found_in([] { throw std::runtime_error("out of memory"); }), std::nullopt);
  EXPECT_EQ(found_in([] { TORCH_CHECK(false, "expected a matrix"); }), std::nullopt);
}

}  // namespace
}  // namespace sae::session
