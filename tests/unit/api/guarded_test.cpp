// SPDX-License-Identifier: MIT
// Tests of the library's border for exceptions.
#include "api/guarded.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/error.h"
#include "support/failure.h"

namespace sae::api {
namespace {

TEST(Guarded, ReturnsTheResult) {
  EXPECT_EQ(guarded([] { return 7; }), 7);
}

TEST(Guarded, LetsNoOtherExceptionThanErrorsOut) {
  EXPECT_EQ(test::failure([] { guarded([] { throw std::runtime_error("odd"); }); }),
            "1: internal error: odd");
  EXPECT_EQ(test::failure([] { guarded([] { throw Error(ErrorKind::kData, "x: empty"); }); }),
            "3: x: empty");
}

TEST(Guarded, KeepsTheTypeOfUsageErrors) {
  EXPECT_THROW(guarded([] { throw UsageErrors({"a", "b"}); }), UsageErrors);
}

}  // namespace
}  // namespace sae::api
