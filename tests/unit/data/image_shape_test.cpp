// SPDX-License-Identifier: MIT
// Tests of rows of numbers as images.
#include "data/image_shape.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using Values = std::vector<double>;

Dataset numbers_of(const at::Tensor& features) {
  Dataset dataset;
  dataset.features = features;
  dataset.shape = shape_of_numbers(features.size(1));
  return dataset;
}

TEST(ShapeAsImages, MakesWholeNumbersBytes) {
  Dataset dataset = numbers_of(test::matrix({{0, 255, 7, 8, 9, 10}}));
  dataset.column_names.assign(6, "pixel");
  shape_as_images(dataset, {2, 3}, "x");
  EXPECT_EQ(dataset.features.scalar_type(), at::kByte);
  EXPECT_EQ(test::values(dataset.features), (Values{0, 255, 7, 8, 9, 10}));
  EXPECT_TRUE(is_picture(dataset));
  EXPECT_EQ(dataset.shape.height, 2);
  EXPECT_EQ(dataset.shape.width, 3);
}

TEST(ShapeAsImages, KeepsOtherNumbers) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double value : {0.5, 256.0, -1.0, nan}) {
    Dataset dataset = numbers_of(test::matrix({{0, 1, 2, value}}));
    shape_as_images(dataset, {2, 2}, "x");
    EXPECT_EQ(dataset.features.scalar_type(), at::kDouble) << value;
    EXPECT_TRUE(is_picture(dataset));
  }
}

TEST(ShapeAsImages, PutsPlanesInTheOrderOfPixels) {
  // Two pixels: red 1 and 2, green 3 and 4, blue 5 and 6.
  Dataset dataset = numbers_of(test::matrix({{1, 2, 3, 4, 5, 6}}));
  shape_as_images(dataset, {1, 2, 3, /*planar=*/true}, "x");
  EXPECT_EQ(test::values(dataset.features), (Values{1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(dataset.shape.channels, 3);
}

TEST(ShapeAsImages, RefusesAnotherNumberOfValues) {
  Dataset dataset = numbers_of(test::matrix({{1, 2, 3, 4, 5}}));
  EXPECT_EQ(test::failure([&] {
              shape_as_images(dataset, {2, 2}, "x.csv");
            }),
            "3: x.csv: --image_shape: expected rows of 4 values, found 5");
}

TEST(TransposeImages, ExchangesRowsAndColumns) {
  Dataset dataset = numbers_of(test::matrix({{1, 2, 3, 4, 5, 6}}));
  dataset.shape = {2, 3, 1};
  transpose_images(dataset, "x");
  EXPECT_EQ(test::values(dataset.features), (Values{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(dataset.shape.height, 3);
  EXPECT_EQ(dataset.shape.width, 2);
  dataset.shape = {1, 6, 1};
  EXPECT_EQ(test::failure([&] { transpose_images(dataset, "x.csv"); }),
            "2: --transpose: expected images, found rows of numbers in x.csv");
}

TEST(TransposeImages, KeepsThePixelsOfAColourImageTogether) {
  Dataset dataset = numbers_of(at::arange(12, at::kDouble).reshape({1, 12}));
  dataset.shape = {2, 2, 3};
  transpose_images(dataset, "x");
  EXPECT_EQ(test::values(dataset.features), (Values{0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11}));
}

std::string suggestion_for(const at::Tensor& features,
                           const std::optional<ImageShape>& shape = {}) {
  testing::internal::CaptureStderr();
  base::set_up_log(base::LogLevel::kInfo);
  Dataset dataset = numbers_of(features);
  if (shape) dataset.shape = *shape;
  suggest_images(dataset);
  return testing::internal::GetCapturedStderr();
}

TEST(SuggestImages, NamesTheOptionForMnistAndCifar) {
  EXPECT_EQ(
      suggestion_for(at::full({2, 784}, 7, at::kFloat)),
      "data    rows of 784 whole numbers from 0 to 255 may be images: to read them as images, use "
      "--image_shape 28x28\n");
  EXPECT_NE(suggestion_for(at::full({2, 3072}, 7, at::kByte)).find("32x32x3 or 3x32x32"),
            std::string::npos);
  EXPECT_EQ(suggestion_for(at::full({2, 784}, 7, at::kByte)), "");
  EXPECT_EQ(suggestion_for(at::full({2, 784}, 0.5, at::kFloat)), "");
  EXPECT_EQ(suggestion_for(at::full({2, 783}, 7, at::kFloat)), "");
  EXPECT_EQ(suggestion_for(at::full({2, 3072}, 7, at::kByte), ImageShape{32, 32, 3}), "");
}

}  // namespace
}  // namespace sae::data
