// SPDX-License-Identifier: MIT
// Tests of `sae decode`, in this process.
#include "cli/cmd_decode.h"

#include <gtest/gtest.h>

#include "cli/cmd_encode.h"
#include "support/sum_run.h"

namespace sae::cli {
namespace {

using test::SumRun;

TEST(DecodeCommand, WritesTheRowsThatCodesStandFor) {
  const SumRun sum;
  EXPECT_EQ(encode({sum.path, "--data", sum.table, "--out", sum.at("c.npz"), "--sparse"}, {}), 0);
  EXPECT_EQ(decode({sum.path, "--data", sum.at("c.npz"), "--out", sum.at("d.csv")}, {}), 0);
  EXPECT_EQ(sum.content("d.csv"), "a,b\n1,1\n2.5,2.5\n0,0\n");
}

}  // namespace
}  // namespace sae::cli
