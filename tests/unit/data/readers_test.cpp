// SPDX-License-Identifier: MIT
// Tests of the readers of each data format.
#include "data/readers.h"

#include <gtest/gtest.h>

#include "format/idx.h"
#include "format/png.h"
#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;
using Labels = std::vector<std::int64_t>;
using Words = std::vector<std::string>;
using Values = std::vector<double>;

/// Images of 1 x 2 pixels with labels, written to files and read back.
Dataset read_pairs(const std::vector<std::uint8_t>& pixels,
                   const std::vector<std::uint8_t>& labels) {
  const test::TemporaryFolder folder;
  const auto rows = static_cast<std::int64_t>(pixels.size() / 2);
  Dataset dataset = read_idx(folder.write("images", format::idx_bytes({{rows, 1, 2}, pixels})));
  const auto count = static_cast<std::int64_t>(labels.size());
  read_labels(folder.write("labels", format::idx_bytes({{count}, labels})), dataset);
  return dataset;
}

TEST(ReadIdx, ReadsEachImageAsARow) {
  const Dataset dataset = read_pairs({0, 255, 51, 102, 1, 254}, {2, 0, 1});
  EXPECT_EQ(dataset.features.scalar_type(), at::kByte);
  EXPECT_EQ(dataset.features.sizes(), (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(test::values(dataset.features), (Values{0, 255, 51, 102, 1, 254}));
  EXPECT_EQ(test::integers(dataset.labels), (Labels{2, 0, 1}));
  EXPECT_EQ(dataset.class_names, (Words{"0", "1", "2"}));
}

TEST(ReadIdx, KeepsTheImageShape) {
  const test::TemporaryFolder folder;
  const Dataset dataset =
      read_idx(folder.write("i", format::idx_bytes({{1, 2, 3}, {1, 2, 3, 4, 5, 6}})));
  EXPECT_EQ(dataset.shape.height, 2);
  EXPECT_EQ(dataset.shape.width, 3);
  EXPECT_EQ(dataset.shape.channels, 1);
}

TEST(ReadIdx, ReadsGzipFiles) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("i.gz", test::gzipped(format::idx_bytes({{1, 1, 2}, {255, 0}})));
  EXPECT_EQ(test::values(read_idx(path).features), (Values{255, 0}));
}

TEST(ReadIdx, FingerprintsPixelsAndLabels) {
  const std::string digits = "123456789";
  const test::TemporaryFolder folder;
  Dataset dataset = read_idx(
      folder.write("images", format::idx_bytes({{1, 3, 3}, {digits.begin(), digits.end()}})));
  read_labels(folder.write("labels", format::idx_bytes({{1}, {0}})), dataset);
  // CRC-32's published check value, and that of one zero byte.
  EXPECT_EQ(dataset.fingerprint, "crc32:cbf43926+d202ef8d");
  EXPECT_NE(read_pairs({0, 1}, {0}).fingerprint, read_pairs({0, 2}, {0}).fingerprint);
  EXPECT_NE(read_pairs({0, 1}, {0}).fingerprint, read_pairs({0, 1}, {1}).fingerprint);
}

/// Writes a grey or colour picture of one value.
void write_image(const fs::path& path, int width, int height,
                 const std::vector<std::uint8_t>& pixel) {
  format::Image image{width, height, static_cast<int>(pixel.size()), {}};
  for (int i = 0; i < width * height; ++i) {
    image.pixels.insert(image.pixels.end(), pixel.begin(), pixel.end());
  }
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << format::png_bytes(image);
}

TEST(ReadImageFiles, ReadsSubfoldersAsClasses) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "dog/1.png", 2, 1, {7});
  write_image(folder.path() / "cat/2.png", 2, 1, {8});
  write_image(folder.path() / "cat/10.PNG", 2, 1, {9});
  folder.write("notes.txt", "not a picture");
  const Dataset dataset = stack_images(read_image_files(folder.path(), {}));
  EXPECT_EQ(test::values(dataset.features), (Values{9, 9, 8, 8, 7, 7})) << "by path";
  EXPECT_EQ(test::integers(dataset.labels), (Labels{0, 0, 1}));
  EXPECT_EQ(dataset.class_names, (Words{"cat", "dog"}));
}

TEST(ReadImageFiles, ReadsBmpAndPnmFiles) {
  const test::TemporaryFolder folder;
  // One pixel of red 1, green 2, blue 3; its header has 40 bytes.
  folder.write("1.BMP", test::from_hex("424d 00000000 00000000 36000000 28000000 01000000 01000000"
                                       "0100 1800 00000000 00000000 00000000 00000000 00000000"
                                       "00000000 03020100"));
  folder.write("2.ppm", "P6 1 1 255 ABC");
  folder.write("3.pgm", "P2 1 1 255 7");
  folder.write("4.pbm", "P1 1 1 0");
  folder.write("5.pnm", "P2 1 1 255 8");
  const ImageFiles files = read_image_files(folder.path(), {});
  EXPECT_EQ(test::values(stack_images(files).features),
            (Values{1, 2, 3, 65, 66, 67, 7, 7, 7, 255, 255, 255, 8, 8, 8}));
  EXPECT_EQ(files.changes, Words{"now BMP and PNM pictures are read"});
}

TEST(ReadImageFiles, DetectsTheFormatByContentNotByName) {
  const test::TemporaryFolder folder;
  folder.write("1.png", "P2 1 1 255 7");
  EXPECT_EQ(test::values(stack_images(read_image_files(folder.path(), {})).features), Values{7});
  folder.write("2.pgm", "GIF89a");
  EXPECT_EQ(test::failure([&] { read_image_files(folder.path(), {}); }),
            "3: " + (folder.path() / "2.pgm").string() +
                ": expected a PNG, JPEG, BMP or PNM picture, found another format");
}

TEST(ReadImageFiles, ListsBrokenFilesOrLeavesThemOut) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "b/3.png", 1, 1, {7});
  std::filesystem::create_directory(folder.path() / "a");
  folder.write("a/1.png", "x");
  const std::string place = folder.path().string();
  const std::string reason = ": expected a PNG, JPEG, BMP or PNM picture, found another format";
  EXPECT_EQ(test::failure([&] { read_image_files(folder.path(), {}); }),
            "3: " + place + "/a/1.png" + reason);
  folder.write("b/2.png", "y");
  EXPECT_EQ(test::failure([&] { read_image_files(folder.path(), {}); }),
            "3: " + place + ": expected image files that can be decoded, found 2 others: " + place +
                "/a/1.png" + reason + "; " + place + "/b/2.png" + reason);
  config::DataConfig config;
  config.skip_broken = true;
  const Dataset dataset = stack_images(read_image_files(folder.path(), config));
  EXPECT_EQ(test::values(dataset.features), Values{7});
  EXPECT_EQ(dataset.row_names, Words{"b/3.png"});
  EXPECT_EQ(dataset.class_names, Words{"b"});
}

TEST(ReadImageFiles, PutsTransparentPixelsOverTheBackground) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "1.png", 1, 1, {200, 100, 0, 51});
  config::DataConfig config;
  EXPECT_EQ(test::values(stack_images(read_image_files(folder.path(), config)).features),
            (Values{200, 100, 0}))
      << "as stored";
  config.background = config::Colour{255, 0, 10};
  EXPECT_EQ(test::values(stack_images(read_image_files(folder.path(), config)).features),
            (Values{244, 20, 8}));
}

TEST(ReadImageFiles, NumbersSubfoldersInNaturalOrder) {
  const test::TemporaryFolder folder;
  for (const std::uint8_t name : std::vector<std::uint8_t>{10, 2, 1}) {
    write_image(folder.path() / std::to_string(name) / "x.png", 1, 1, {name});
  }
  const Dataset dataset = stack_images(read_image_files(folder.path(), {}));
  EXPECT_EQ(dataset.class_names, (Words{"1", "2", "10"}));
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 10}));
  EXPECT_EQ(test::integers(dataset.labels), (Labels{0, 1, 2}));
  EXPECT_EQ(dataset.row_names, (Words{"1/x.png", "2/x.png", "10/x.png"}));
}

TEST(ReadImageFiles, NamesRowsByTheirFiles) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "b.png", 1, 1, {1});
  write_image(folder.path() / "a.png", 1, 1, {2});
  const Dataset dataset = stack_images(read_image_files(folder.path() / "", {}));
  EXPECT_EQ(dataset.row_names, (Words{"a.png", "b.png"}));
}

TEST(ReadImageFiles, IgnoresHiddenAndSystemFiles) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "1.png", 1, 1, {5});
  for (const char* name : {"._1.png", ".hidden.png", "Thumbs.db", "desktop.ini", ".DS_Store"}) {
    folder.write(name, "no picture");
  }
  write_image(folder.path() / "__MACOSX/2.png", 1, 1, {6});
  EXPECT_EQ(test::values(stack_images(read_image_files(folder.path(), {})).features), Values{5});
}

TEST(ReadImageFiles, NamesAFolderThatCannotBeRead) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(test::failure([&] { read_image_files(folder.path() / "none", {}); }),
            "3: " + (folder.path() / "none").string() + ": cannot read: No such file or directory");
}

TEST(ReadImageFiles, RefusesNamesThatAreNotUtf8) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "x\xff.png", 1, 1, {5});
  EXPECT_EQ(test::failure([&] { read_image_files(folder.path(), {}); }),
            "3: " + folder.path().string() + ": expected names in UTF-8, found 'x\\xff.png'");
  fs::remove(folder.path() / "x\xff.png");
  write_image(folder.path() / "\xff/x.png", 1, 1, {5});
  EXPECT_EQ(test::failure([&] { read_image_files(folder.path(), {}); }),
            "3: " + folder.path().string() + ": expected names in UTF-8, found '\\xff'");
}

/// One pixel of 16-bit grey; checksums are not verified.
std::string grey_16_png(const std::string& value) {
  return test::from_hex("89504e470d0a1a0a 0000000d49484452 00000001000000011000000000 6aee4716" +
                        std::string("0000000e49444154 7801 01 0300 fcff 00") + value +
                        "00000000 00000000 0000000049454e44ae426082");
}

TEST(ReadImageFiles, Keeps16BitPictures) {
  const test::TemporaryFolder folder;
  folder.write("1.png", grey_16_png("abcd"));
  write_image(folder.path() / "2.png", 1, 1, {2});
  const Dataset dataset = stack_images(read_image_files(folder.path(), {}));
  EXPECT_EQ(dataset.features.scalar_type(), at::kFloat);
  EXPECT_EQ(test::values(dataset.features), (Values{0xabcd, 2 * 257}));
  EXPECT_EQ(dataset.full_scale, 65535);
  EXPECT_EQ(dataset.content, Content::kPixels);
  config::DataConfig rgb;
  rgb.channels = config::Channels::kRgb;
  rgb.resize = config::PixelSize{1, 2};
  EXPECT_EQ(test::values(stack_images(read_image_files(folder.path(), rgb)).features.select(0, 0)),
            (Values{0xabcd, 0xabcd, 0xabcd, 0xabcd, 0xabcd, 0xabcd}));
}

TEST(ReadImageFiles, Keeps8BitPicturesAsBytes) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "2.png", 1, 1, {2});
  const Dataset dataset = stack_images(read_image_files(folder.path(), {}));
  EXPECT_EQ(dataset.features.scalar_type(), at::kByte);
  EXPECT_EQ(dataset.full_scale, 255);
}

TEST(ReadImageFiles, ConvertsAllToTheMostChannelsByDefault) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "1.png", 1, 1, {50});
  write_image(folder.path() / "2.png", 1, 1, {255, 0, 0});
  EXPECT_EQ(test::values(stack_images(read_image_files(folder.path(), {})).features),
            (Values{50, 50, 50, 255, 0, 0}));
  config::DataConfig grey;
  grey.channels = config::Channels::kGrey;
  // Rec. 601: .299 · 255 = 76.2.
  EXPECT_EQ(test::values(stack_images(read_image_files(folder.path(), grey)).features),
            (Values{50, 76}));
}

TEST(ReadImageFiles, NamesTheFirstImageOfADifferentSize) {
  const test::TemporaryFolder folder;
  write_image(folder.path() / "1.png", 4, 2, {50});
  write_image(folder.path() / "2.png", 4, 3, {60});
  EXPECT_EQ(test::failure([&] { stack_images(read_image_files(folder.path(), {})); }),
            "3: " + (folder.path() / "2.png").string() +
                ": expected 2 x 4 pixels as in 1.png, found 3 x 4 pixels");
  config::DataConfig config;
  config.resize = config::PixelSize{3, 5};
  const Dataset dataset = stack_images(read_image_files(folder.path(), config));
  EXPECT_EQ(dataset.shape.height, 3);
  EXPECT_EQ(dataset.shape.width, 5);
  EXPECT_EQ(dataset.features.min().item<double>(), 50);
}

TEST(ReadImageFiles, RefusesNoImagesAndImagesOnTwoLevels) {
  const test::TemporaryFolder folder;
  EXPECT_NE(test::failure([&] { read_image_files(folder.path(), {}); }).find("found none"),
            std::string::npos);
  write_image(folder.path() / "1.png", 1, 1, {50});
  write_image(folder.path() / "a/1.png", 1, 1, {50});
  EXPECT_NE(test::failure([&] {
              read_image_files(folder.path(), {});
            }).find("found images on both levels"),
            std::string::npos);
}

}  // namespace
}  // namespace sae::data
