// SPDX-License-Identifier: MIT
// Tests of `sae encode`, in this process.
#include "cli/cmd_encode.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

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

TEST(EncodeCommand, ReadsStandardInputAfterAllChecks) {
  const SumRun sum;
  const int before = ::dup(STDIN_FILENO), file = ::open(sum.table.c_str(), O_RDONLY);
  ::dup2(file, STDIN_FILENO);
  EXPECT_EQ(test::failure([&] {
              encode({sum.path, "--data", "-", "--out", sum.at("none/x.csv")}, {});
            }).substr(0, 3),
            "4: ");
  EXPECT_EQ(test::failure([&] {
              encode({sum.at("none"), "--data", "-", "--out", sum.at("y.csv")}, {});
            }).substr(0, 3),
            "5: ");
  EXPECT_EQ(::lseek(STDIN_FILENO, 0, SEEK_CUR), 0) << "nothing was read";
  EXPECT_EQ(encode({sum.path, "--data", "-", "--out", sum.at("codes.csv")}, {}), 0);
  EXPECT_EQ(sum.content("codes.csv"), "unit_0\n2\n5\n0\n");
  ::dup2(before, STDIN_FILENO);
  ::close(before);
  ::close(file);
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
