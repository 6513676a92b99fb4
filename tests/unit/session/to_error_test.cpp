// SPDX-License-Identifier: MIT
// Tests of the conversion of exceptions.
#include "session/to_error.h"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <new>

namespace sae::session {
namespace {

std::string line(const Error& error) {
  return std::to_string(error.exit_code()) + ": " + error.what();
}

TEST(ToError, KeepsErrors) {
  const Error error = to_error(Error(ErrorKind::kData, "x.csv: empty", "fill it"));
  EXPECT_EQ(line(error), "3: x.csv: empty");
  EXPECT_EQ(error.hint(), "fill it");
}

TEST(ToError, BlamesOutputForFailedFileOperations) {
  const std::filesystem::filesystem_error failed(
      "rename", "a/b", std::make_error_code(std::errc::permission_denied));
  EXPECT_EQ(line(to_error(failed)), "4: a/b: Permission denied");
}

TEST(ToError, HintsAtOptionsIfMemoryRanOut) {
  const Error error = to_error(std::bad_alloc());
  EXPECT_EQ(line(error), "1: out of memory");
  EXPECT_TRUE(error.hint().find("--batch_size") != std::string::npos) << error.hint();
}

TEST(ToError, CallsAllOthersInternal) {
  EXPECT_EQ(line(to_error(std::runtime_error("first\nsecond"))), "1: internal error: first");
  try {
    TORCH_CHECK(false, "shapes");
  } catch (const std::exception& error) {
    EXPECT_EQ(line(to_error(error)), "1: internal error: shapes");
  }
}

}  // namespace
}  // namespace sae::session
