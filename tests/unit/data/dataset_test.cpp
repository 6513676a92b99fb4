// SPDX-License-Identifier: MIT
// Tests of images and labels in memory.
#include "sae/data/dataset.h"

#include <gtest/gtest.h>

#include "sae/data/split.h"
#include "sae/format/idx.h"
#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using Words = std::vector<std::string>;

/// Reads images of 1 x 2 pixels and labels that were written for the purpose.
Dataset read_pairs(const std::vector<std::uint8_t>& pixels,
                   const std::vector<std::uint8_t>& labels) {
  const test::TemporaryFolder folder;
  const auto rows = static_cast<std::int64_t>(pixels.size() / 2);
  const auto images = folder.write("images", format::idx_bytes({{rows, 1, 2}, pixels}));
  const auto count = static_cast<std::int64_t>(labels.size());
  return read_images(images, folder.write("labels", format::idx_bytes({{count}, labels})));
}

TEST(ReadImages, MakesARowOfEachImageAndDividesBy255) {
  const Dataset dataset = read_pairs({0, 255, 51, 102, 1, 254}, {2, 0, 1});
  EXPECT_EQ(dataset.rows(), 3);
  EXPECT_EQ(dataset.width(), 2);
  EXPECT_EQ(dataset.features.scalar_type(), at::kFloat);
  const std::vector<double> expected{0, 1, 0.2F, 0.4F, 1.0F / 255, 254.0F / 255};
  EXPECT_EQ(test::values(dataset.features), expected);
  EXPECT_EQ(dataset.labels.scalar_type(), at::kLong);
  EXPECT_EQ(test::integers(dataset.labels), (std::vector<std::int64_t>{2, 0, 1}));
}

TEST(ReadImages, KeepsTheShapeOfThePicture) {
  const test::TemporaryFolder folder;
  const auto images = folder.write("images", format::idx_bytes({{1, 2, 3}, {1, 2, 3, 4, 5, 6}}));
  const auto labels = folder.write("labels", format::idx_bytes({{1}, {0}}));
  const Dataset dataset = read_images(images, labels);
  EXPECT_EQ(dataset.shape.height, 2);
  EXPECT_EQ(dataset.shape.width, 3);
  EXPECT_EQ(dataset.shape.channels, 1);
  EXPECT_EQ(dataset.width(), 6);
}

TEST(ReadImages, ReadsGzipFiles) {
  const test::TemporaryFolder folder;
  const auto images = folder.write("i.gz", test::gzipped(format::idx_bytes({{1, 1, 2}, {255, 0}})));
  const auto labels = folder.write("l.gz", test::gzipped(format::idx_bytes({{1}, {0}})));
  EXPECT_EQ(test::values(read_images(images, labels).features), (std::vector<double>{1, 0}));
}

TEST(ReadImages, NamesClassesByTheirDigitsUpToTheHighestLabel) {
  EXPECT_EQ(read_pairs({0, 0, 0, 0}, {3, 1}).class_names, (Words{"0", "1", "2", "3"}));
}

TEST(ReadImages, KnowsFashionMnistByItsLabels) {
  std::filesystem::path folder;
  try {
    folder = find_folder(std::nullopt);
  } catch (const Error&) {
    GTEST_SKIP() << "FashionMNIST is not on this machine";
  }
  config::DataConfig config;
  config.data = folder.string();
  config.limit = config.limit_valid = 2;
  const Split split = load_split(config, 0);
  const Words names{"T-shirt", "trouser", "pullover", "dress", "coat",
                    "sandal",  "shirt",   "sneaker",  "bag",   "boot"};
  EXPECT_EQ(split.train.class_names, names);
  EXPECT_EQ(split.valid.class_names, names);
}

TEST(ReadImages, FingerprintsAreTheChecksumsOfPixelsAndLabels) {
  const test::TemporaryFolder folder;
  const std::string digits = "123456789";
  const auto images =
      folder.write("images", format::idx_bytes({{1, 3, 3}, {digits.begin(), digits.end()}}));
  const auto labels = folder.write("labels", format::idx_bytes({{1}, {0}}));
  // CRC-32's published check value, and that of one zero byte.
  EXPECT_EQ(read_images(images, labels).fingerprint, "crc32:cbf43926+d202ef8d");
  EXPECT_NE(read_pairs({0, 1}, {0}).fingerprint, read_pairs({0, 2}, {0}).fingerprint);
  EXPECT_NE(read_pairs({0, 1}, {0}).fingerprint, read_pairs({0, 1}, {1}).fingerprint);
}

TEST(ReadImages, RefusesAnotherNumberOfLabels) {
  const std::string message = test::failure([] { read_pairs({0, 0, 0, 0}, {1, 2, 3}); });
  EXPECT_EQ(message.substr(0, 3), "3: ");
  EXPECT_NE(message.find("labels: expected 2 labels, one for each image of images, found 3"),
            std::string::npos)
      << message;
}

TEST(ReadImages, RefusesImagesOfAnotherRank) {
  const test::TemporaryFolder folder;
  const auto flat = folder.write("flat", format::idx_bytes({{2}, {0, 1}}));
  EXPECT_EQ(test::failure([&] { read_images(flat, flat); }).substr(0, 3), "3: ");
}

TEST(TakeRows, GivesTheRowsInTheOrderAskedFor) {
  const Dataset dataset = read_pairs({0, 0, 255, 0, 0, 255}, {4, 5, 6});
  const Dataset taken = take_rows(dataset, at::tensor(std::vector<std::int64_t>{2, 0, 2}));
  EXPECT_EQ(test::values(taken.features), (std::vector<double>{0, 1, 0, 0, 0, 1}));
  EXPECT_EQ(test::integers(taken.labels), (std::vector<std::int64_t>{6, 4, 6}));
  EXPECT_EQ(taken.class_names, dataset.class_names);
  EXPECT_EQ(taken.shape.width, 2);
  EXPECT_EQ(taken.fingerprint, dataset.fingerprint);
}

}  // namespace
}  // namespace sae::data
