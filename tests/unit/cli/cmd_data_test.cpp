// SPDX-License-Identifier: MIT
// Tests of `sae data`, in this process.
#include "cli/cmd_data.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::cli {
namespace {

using Words = std::vector<std::string>;

std::string printed_by(const Words& words) {
  testing::internal::CaptureStdout();
  const int code = describe_data(words, {});
  std::string text = testing::internal::GetCapturedStdout();
  EXPECT_EQ(code, 0);
  return text;
}

TEST(DataCommand, ShowsWhatTrainingWouldRefuse) {
  const test::TemporaryFolder folder;
  const std::string table = folder.write("t.csv", "a,town\n1,Ulm\n,Bonn\n5,Ulm\n").string();
  EXPECT_EQ(
      printed_by({table}),
      table +
          ": 3 rows of 3 features, float32\n\n"
          "column                   type     missing          min         mean          max   "
          "after --scale minmax\n"
          "a                        number         1            1            3            5   "
          "0 to 1\n"
          "town                     text           0                                          "
          "Bonn 1, Ulm 2\n"
          "Values are missing: train with --missing drop or --missing mean.\n"
          "Columns contain texts: train with --categories onehot or --categories drop.\n"
          "\nFirst rows after scaling:\n"
          "  row 0: 0  0  1\n"
          "  row 1: 0.5  1  0\n"
          "  row 2: 1  0  1\n");
}

TEST(DataCommand, ShowsColumnsWithoutValues) {
  const test::TemporaryFolder folder;
  const std::string table = folder.write("t.csv", "a,b,c\n1,,\n5,,NA\n").string();
  EXPECT_EQ(
      printed_by({table}),
      table +
          ": 2 rows of 3 features, float32\n\n"
          "column                   type     missing          min         mean          max   "
          "after --scale minmax\n"
          "a                        number         0            1            3            5   "
          "0 to 1\n"
          "b                        empty          2                                          \n"
          "c                        empty          2                                          \n"
          "Columns have no values: train with --drop_columns b,c.\n"
          "\nFirst rows after scaling:\n"
          "  row 0: 0  0  0\n"
          "  row 1: 1  0  0\n");
}

TEST(DataCommand, ShowsImagesAndArrays) {
  const test::TemporaryFolder folder;
  folder.write("a.pgm", "P2 2 1 255 10 20");
  folder.write("b.pgm", "P2 2 1 255 30 0");
  const std::string images = folder.path().string();
  const std::string head =
      "\n\ncolumn                   type     missing          min         mean          max   ";
  EXPECT_EQ(
      printed_by({images}),
      images + ": 2 rows of 2 features, bytes" + head +
          "after --scale unit\n"
          "all features             number         0            0           15           30   "
          "0 to 0.117647\n"
          "\nFirst rows after scaling:\n"
          "  row a.pgm: 0.0392157  0.0784314\n"
          "  row b.pgm: 0.117647  0\n");
  const test::TemporaryFolder other;
  const std::string out = (other.path() / "x.npy").string();
  printed_by({images, "--scale", "none", "--out", out});
  EXPECT_EQ(
      printed_by({out}),
      out + ": 2 rows of 2 features, float32" + head +
          "after --scale minmax\n"
          "all features             number         0            0           15           30   "
          "0 to 1\n"
          "\nFirst rows after scaling:\n"
          "  row 0: 0  1\n"
          "  row 1: 1  0\n");
}

TEST(DataCommand, WritesAllRowsAfterScaling) {
  const test::TemporaryFolder folder;
  const std::string table = folder.write("t.csv", "a,kind\n1,x\n2,y\n5,x\n").string();
  const std::string out = (folder.path() / "clean.csv").string();
  printed_by({table, "--label_column", "kind", "--scale", "minmax", "--out", out});
  EXPECT_EQ(test::file_content(out), "a,class\n0,x\n0.25,y\n1,x\n");
  EXPECT_EQ(test::failure([&] {
              describe_data({table, "--out", out}, {});
            }),
            "4: " + out + ": expected a new name, found an existing file");
}

TEST(DataCommand, RefusesWithOutWhatTrainingRefuses) {
  const test::TemporaryFolder folder;
  const std::string table = folder.write("t.csv", "a,b\n1,\n").string();
  EXPECT_EQ(test::failure([&] {
              describe_data({table, "--out", (folder.path() / "c.npy").string()}, {});
            }),
            "3: " + table + ":2: column 2 (\"b\"): expected a number, found ''");
}

TEST(DataCommand, RefusesOtherOutputs) {
  EXPECT_EQ(test::failure([] {
              describe_data({"a.csv", "--out", "b.txt"}, {});
            }),
            "2: --out: expected a name that ends in .npy or .csv, found 'b.txt'");
  EXPECT_EQ(test::failure([] {
              describe_data({"a.csv", "b.csv", "--out", "c.npy"}, {});
            }),
            "2: --out: expected one file of data, found 2");
}

}  // namespace
}  // namespace sae::cli
