// SPDX-License-Identifier: MIT
// Tests of rows in memory.
#include "data/dataset.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::data {
namespace {

Dataset three_rows() {
  Dataset dataset;
  dataset.features = test::matrix({{0, 0}, {1, 0}, {0, 1}});
  dataset.labels = at::tensor(std::vector<std::int64_t>{4, 5, 6});
  dataset.class_names = {"a"};
  dataset.shape = {1, 2, 1};
  dataset.fingerprint = "crc32:1";
  return dataset;
}

TEST(TakeRows, ReturnsRowsInTheRequestedOrder) {
  const Dataset taken = take_rows(three_rows(), at::tensor(std::vector<std::int64_t>{2, 0, 2}));
  EXPECT_EQ(test::values(taken.features), (std::vector<double>{0, 1, 0, 0, 0, 1}));
  EXPECT_EQ(test::integers(taken.labels), (std::vector<std::int64_t>{6, 4, 6}));
  EXPECT_EQ(taken.class_names, three_rows().class_names);
  EXPECT_EQ(taken.shape.width, 2);
  EXPECT_EQ(taken.fingerprint, "crc32:1");
}

TEST(TakeRows, WorksWithoutLabels) {
  Dataset dataset = three_rows();
  dataset.labels = at::Tensor();
  EXPECT_FALSE(take_rows(dataset, at::tensor(std::vector<std::int64_t>{1})).labels.defined());
}

TEST(IsPicture, ExcludesNamedTablesAndSeries) {
  Dataset dataset;
  dataset.shape = {8, 8, 1};
  EXPECT_TRUE(is_picture(dataset)) << "64 numbers without names";
  dataset.column_names.assign(64, "x");
  EXPECT_FALSE(is_picture(dataset));
  dataset.column_names.clear();
  dataset.window = 16;
  EXPECT_FALSE(is_picture(dataset));
  dataset.window = 1;
  dataset.shape = {1, 30, 1};
  EXPECT_FALSE(is_picture(dataset));
}

TEST(ShapeOfNumbers, ReturnsASquareOrAStrip) {
  EXPECT_EQ(shape_of_numbers(64).height, 8);
  EXPECT_EQ(shape_of_numbers(64).width, 8);
  EXPECT_EQ(shape_of_numbers(30).height, 1);
  EXPECT_EQ(shape_of_numbers(30).width, 30);
  EXPECT_EQ(shape_of_numbers(4).height, 1) << "too few values for a picture";
}

TEST(AtFullScale, ConvertsPixelsToAnotherDepth) {
  Dataset bytes;
  bytes.features = test::matrix({{0, 1, 255}}).to(at::kByte);
  EXPECT_EQ(at_full_scale(bytes, 255).features.scalar_type(), at::kByte);
  const Dataset deep = at_full_scale(bytes, 65535);
  EXPECT_EQ(test::values(deep.features), (std::vector<double>{0, 257, 65535}));
  EXPECT_EQ(deep.full_scale, 65535);
  Dataset pictures;
  pictures.features = test::matrix({{0, 257, 65535}}).to(at::kFloat);
  pictures.full_scale = 65535;
  pictures.content = Content::kPixels;
  EXPECT_EQ(test::values(at_full_scale(pictures, 255).features), (std::vector<double>{0, 1, 255}));
  pictures.content = Content::kNumbers;
  EXPECT_EQ(test::values(at_full_scale(pictures, 255).features),
            (std::vector<double>{0, 257, 65535}));
}

}  // namespace
}  // namespace sae::data
