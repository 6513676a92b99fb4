// SPDX-License-Identifier: MIT
// Tests of the exception type.
#include "base/error.h"

#include <gtest/gtest.h>

namespace sae {
namespace {

TEST(Error, KeepsKindMessageAndHint) {
  const Error error(ErrorKind::kData, "x.gz: expected pixels, found none", "download it again");
  EXPECT_EQ(error.kind(), ErrorKind::kData);
  EXPECT_STREQ(error.what(), "x.gz: expected pixels, found none");
  EXPECT_EQ(error.hint(), "download it again");
}

TEST(Error, HasNoHintUnlessGivenOne) { EXPECT_EQ(Error(ErrorKind::kUsage, "no").hint(), ""); }

TEST(Error, MatchesTheDocumentedExitCodes) {
  EXPECT_EQ(Error(ErrorKind::kInternal, "").exit_code(), 1);
  EXPECT_EQ(Error(ErrorKind::kUsage, "").exit_code(), 2);
  EXPECT_EQ(Error(ErrorKind::kData, "").exit_code(), 3);
  EXPECT_EQ(Error(ErrorKind::kOutput, "").exit_code(), 4);
  EXPECT_EQ(Error(ErrorKind::kCheckpoint, "").exit_code(), 5);
  EXPECT_EQ(Error(ErrorKind::kDivergence, "").exit_code(), 6);
}

}  // namespace
}  // namespace sae
