// SPDX-License-Identifier: MIT
// Tests of rows as files.
#include "data/row_files.h"

#include <gtest/gtest.h>

#include <limits>

#include "data/readers.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

Dataset small_set(const at::Tensor& features) {
  Dataset rows;
  rows.features = features;
  rows.shape = {1, static_cast<int>(features.size(1)), 1};
  return rows;
}

TEST(NpyOf, KeepsShapeAndType) {
  const test::TemporaryFolder folder;
  Dataset images =
      small_set(test::matrix({{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}}).to(at::kByte));
  images.shape = {2, 3, 1};
  const Dataset again = read_npy(folder.write("x.npy", npy_of(images)));
  EXPECT_EQ(again.shape.height, 2);
  EXPECT_EQ(again.shape.width, 3);
  EXPECT_TRUE(again.features.equal(images.features));
  const Dataset numbers = small_set(test::matrix({{0.1, 2}}));
  EXPECT_TRUE(read_npy(folder.write("y.npy", npy_of(numbers))).features.equal(numbers.features));
}

TEST(CsvOf, WritesNamesNumbersAndClasses) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Dataset rows = small_set(test::matrix({{0.1, 2}, {nan, -3}}));
  EXPECT_EQ(csv_of(rows), "0.1,2\n,-3\n");
  rows.column_names = {"a", "b,c"};
  EXPECT_EQ(csv_of(rows), "a,\"b,c\"\n0.1,2\n,-3\n");
  rows.labels = test::integer_vector({1, 0});
  rows.class_names = {"x", "y"};
  EXPECT_EQ(csv_of(rows), "a,\"b,c\",class\n0.1,2,y\n,-3,x\n");
}

TEST(CsvOf, WritesTheShortestTextOfAFloat) {
  EXPECT_EQ(csv_of(small_set(test::matrix({{0.1}}).to(at::kFloat))), "0.1\n");
}

TEST(CsvOf, NumbersTheLinesOfAWindow) {
  Dataset rows = small_set(test::matrix({{1, 2, 3, 4}}));
  rows.column_names = {"a", "b"};
  rows.window = 2;
  EXPECT_EQ(csv_of(rows), "a 0,b 0,a 1,b 1\n1,2,3,4\n");
}

}  // namespace
}  // namespace sae::data
