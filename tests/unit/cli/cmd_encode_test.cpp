// SPDX-License-Identifier: MIT
// Tests of `sae encode`, in this process.
#include "cli/cmd_encode.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/sum_run.h"

namespace sae::cli {
namespace {

using test::SumRun;

TEST(EncodeCommand, WritesCodesAndTheirRows) {
  const SumRun sum;
  EXPECT_EQ(encode({sum.path, "--data", sum.table, "--out", sum.at("codes.csv")}, {}), 0);
  EXPECT_EQ(sum.content("codes.csv"), "unit_0\n2\n5\n0\n");
  EXPECT_EQ(sum.content("codes.csv.rows.csv"), "row,label\n0,low\n1,low\n2,\"b,c\"\n");
}

TEST(EncodeCommand, LeavesOutTheLabelsThatATableLacks) {
  const SumRun sum;
  const std::string other = sum.folder.write("y.csv", "b,a\n1,2\n").string();
  EXPECT_EQ(encode({sum.path, "--data", other, "--out", sum.at("codes.csv")}, {}), 0);
  EXPECT_EQ(sum.content("codes.csv"), "unit_0\n3\n");
  EXPECT_EQ(sum.content("codes.csv.rows.csv"), "row\n0\n");
}

TEST(EncodeCommand, WritesToStandardOutput) {
  const SumRun sum;
  testing::internal::CaptureStdout();
  EXPECT_EQ(encode({sum.path, "--data", sum.table, "--out", "-", "--out_format", "csv"}, {}), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "unit_0\n2\n5\n0\n");
  EXPECT_EQ(test::count_entries(sum.folder.path()), 2);
}

TEST(EncodeCommand, LeavesNothingIfARowCannotBeRead) {
  const SumRun sum;
  const std::string other = sum.folder.write("y.csv", "a,b,kind\n1,2,low\n3,x,low\n").string();
  EXPECT_EQ(test::failure([&] {
              encode({sum.path, "--data", other, "--out", sum.at("codes.csv")}, {});
            }),
            "3: " + other +
                ":3: column 2 (\"b\"): expected a number, as in the training data, found 'x'");
  EXPECT_EQ(test::count_entries(sum.folder.path()), 3);
}

}  // namespace
}  // namespace sae::cli
