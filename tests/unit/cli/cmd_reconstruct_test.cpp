// SPDX-License-Identifier: MIT
// Tests of `sae reconstruct`, in this process.
#include "cli/cmd_reconstruct.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/sum_run.h"

namespace sae::cli {
namespace {

using test::SumRun;

TEST(ReconstructCommand, WritesRowsAndPrintsTheError) {
  const SumRun sum;
  testing::internal::CaptureStdout();
  EXPECT_EQ(reconstruct({sum.path, "--data", sum.table, "--out", sum.at("r.csv")}, {}), 0);
  // (0 + 0 + 1.5² + 1.5² + 1 + 1) / 6.
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "mse     1.0833333333333333\n");
  EXPECT_EQ(sum.content("r.csv"), "a,b\n1,1\n2.5,2.5\n0,0\n");
  EXPECT_EQ(sum.content("r.csv.rows.csv"), "row,label\n0,low\n1,low\n2,\"b,c\"\n");
}

TEST(ReconstructCommand, RefusesPicturesOfNumbers) {
  const SumRun sum;
  EXPECT_EQ(test::failure([&] {
              reconstruct({sum.path, "--data", sum.table, "--out", sum.at("pictures")}, {});
            }),
            "2: --out: expected a file such as " + sum.at("pictures") +
                ".npy, because the rows are no images, found a folder of pictures");
  EXPECT_EQ(test::count_entries(sum.folder.path()), 2);
}

}  // namespace
}  // namespace sae::cli
