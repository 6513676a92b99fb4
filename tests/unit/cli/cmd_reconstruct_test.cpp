// SPDX-License-Identifier: MIT
// Tests of `sae reconstruct`, in this process.
#include "cli/cmd_reconstruct.h"

#include <gtest/gtest.h>

#include <span>

#include "data/readers.h"
#include "format/npy.h"
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

TEST(ReconstructCommand, WritesTheShapeOfTheData) {
  const test::TemporaryFolder folder;
  const std::string run =
      test::save_run(folder.path() / "run", test::one_unit_config(), test::uniform({4, 4}, 1))
          .folder.string();
  const std::vector<float> values(12, 1);
  for (const std::vector<std::int64_t>& shape :
       {std::vector<std::int64_t>{3, 4}, std::vector<std::int64_t>{3, 2, 2}}) {
    const std::string data =
        folder
            .write("x.npy", format::npy_bytes({format::NumberType::kFloat32, shape,
                                               std::as_bytes(std::span(values))}))
            .string();
    const std::string out = (folder.path() / "r.npy").string();
    testing::internal::CaptureStdout();
    EXPECT_EQ(reconstruct({run, "--data", data, "--out", out, "--force"}, {}), 0);
    testing::internal::GetCapturedStdout();
    EXPECT_EQ(data::open_npy_array(out).header().shape, shape);
  }
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
