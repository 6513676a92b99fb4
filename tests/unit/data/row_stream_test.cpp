// SPDX-License-Identifier: MIT
// Tests of rows in blocks: they are those of read_split.
#include "data/row_stream.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/nan_to_num.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "format/idx.h"
#include "format/npy.h"
#include "format/png.h"
#include "support/bytes.h"
#include "support/failure.h"
#include "support/idx_folder.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

WantedRows rows_at(const fs::path& path) {
  WantedRows wanted;
  wanted.config.data = path.string();
  wanted.division = SplitMode::kNone;
  return wanted;
}

/// All blocks of at most `rows` rows as one data set.
Dataset join_blocks(const RowStream& stream, std::int64_t rows) {
  Dataset joined = stream.about();
  std::vector<at::Tensor> features, labels, ids;
  stream.read(rows, [&](const Dataset& block) {
    EXPECT_LE(block.rows(), rows);
    EXPECT_EQ(block.features.scalar_type(), stream.about().features.scalar_type());
    EXPECT_TRUE(block.row_names.empty());
    features.push_back(block.features);
    ids.push_back(block.row_ids);
    if (block.labels.defined()) labels.push_back(block.labels);
    return true;
  });
  joined.features = at::cat(features);
  joined.row_ids = at::cat(ids);
  joined.row_names = stream.row_names();
  if (!labels.empty()) joined.labels = at::cat(labels);
  return joined;
}

void expect_rows_of_split(const WantedRows& wanted, std::int64_t block = 3) {
  const Split split = read_split(wanted.config, wanted.division, wanted.known);
  const Dataset& expected = wanted.part == config::Part::kTrain ? split.train : split.valid;
  const auto stream = open_rows(wanted);
  EXPECT_EQ(stream->place(), split.place);
  EXPECT_EQ(stream->rows(), expected.rows());
  EXPECT_EQ(stream->width(), expected.width());
  EXPECT_EQ(stream->changes(), split.changes);
  EXPECT_EQ(stream->has_labels(), expected.labels.defined());
  for (int repeated = 0; repeated < 2; ++repeated) {
    const Dataset found = join_blocks(*stream, block);
    EXPECT_EQ(found.features.scalar_type(), expected.features.scalar_type());
    EXPECT_TRUE(at::nan_to_num(found.features.to(at::kDouble), -1)
                    .equal(at::nan_to_num(expected.features.to(at::kDouble), -1)));
    EXPECT_EQ(id_texts(found), id_texts(expected));
    EXPECT_EQ(class_texts(found), class_texts(expected));
    EXPECT_EQ(is_picture(found), is_picture(expected));
    EXPECT_EQ(found.shape.height, expected.shape.height);
    EXPECT_EQ(found.shape.channels, expected.shape.channels);
    EXPECT_EQ(found.full_scale, expected.full_scale);
    EXPECT_EQ(found.content, expected.content);
    EXPECT_EQ(found.column_names, expected.column_names);
  }
}

template <class Value>
std::string npy_file(format::NumberType type, const std::vector<std::int64_t>& shape,
                     const std::vector<Value>& values) {
  return format::npy_bytes({type, shape, std::as_bytes(std::span(values))});
}

std::vector<float> counted(int count) {
  std::vector<float> values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<float>(i * i) / 4);
  return values;
}

TEST(RowStream, ReadsIdxFiles) {
  const test::TemporaryFolder folder;
  const std::string idx = format::idx_bytes(
      {{5, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}});
  for (const std::string& bytes : {idx, test::gzipped(idx)}) {
    WantedRows wanted = rows_at(folder.write("x", bytes));
    expect_rows_of_split(wanted);
    expect_rows_of_split(wanted, 100);
    wanted.config.transpose = true;
    expect_rows_of_split(wanted);
    wanted.config.labels = folder.write("labels.csv", "b\na\nb\n10\n9\n").string();
    expect_rows_of_split(wanted);
  }
}

TEST(RowStream, ReadsBothPartsOfAnMnistFolder) {
  const test::TemporaryFolder folder;
  test::write_idx_folder(folder.path() / "d", 12, 7);
  for (const SplitMode division : {SplitMode::kNone, SplitMode::kOfTraining}) {
    for (const config::Part part : {config::Part::kTrain, config::Part::kValid}) {
      WantedRows wanted = rows_at(folder.path() / "d");
      wanted.part = part;
      wanted.division = division;
      expect_rows_of_split(wanted);
      wanted.config.limit_valid = 4;
      expect_rows_of_split(wanted);
    }
  }
}

/// An MNIST folder whose images are floats, as some relatives have them.
TEST(RowStream, ReadsAnMnistFolderWithoutItsIncompleteRows) {
  const test::TemporaryFolder folder;
  const std::string floats(std::string("\0\0\x0d\2\0\0\0\2\0\0\0\1", 12) +
                           std::string("\x3f\x80\0\0\x7f\xc0\0\0", 8));  // 1 and nan
  const std::string labels("\0\0\x08\1\0\0\0\2\3\5", 10);
  for (const std::string part : {"train", "t10k"}) {
    folder.write(part + "-images-idx3-ubyte", floats);
    folder.write(part + "-labels-idx1-ubyte", labels);
  }
  WantedRows wanted = rows_at(folder.path());
  wanted.division = SplitMode::kOfTraining;
  wanted.config.table.missing = config::Missing::kDrop;
  EXPECT_EQ(open_rows(wanted)->rows(), 1);
  expect_rows_of_split(wanted);
}

TEST(RowStream, KnowsWhetherTheShapeOfImagesIsGiven) {
  using format::NumberType;
  const test::TemporaryFolder folder;
  const auto numbers = folder.write("a.npy", npy_file(NumberType::kFloat32, {3, 4}, counted(12)));
  const auto images = folder.write("b.npy", npy_file(NumberType::kFloat32, {3, 2, 2}, counted(12)));
  for (const bool whole : {false, true}) {
    const auto given = [&](const fs::path& path, std::optional<config::ImageSize> shape = {}) {
      WantedRows wanted = rows_at(path);
      if (whole) wanted.config.limit_valid = 2;
      wanted.config.image_shape = shape;
      return open_rows(wanted)->has_image_shape();
    };
    EXPECT_FALSE(given(numbers));
    EXPECT_TRUE(given(numbers, config::ImageSize{2, 2, 1, false}));
    EXPECT_TRUE(given(images));
    EXPECT_FALSE(given(folder.write("t.csv", "1,2,3,4\n5,6,7,8\n9,10,11,12\n")));
  }
}

TEST(RowStream, ReadsNumPyFiles) {
  using format::NumberType;
  const test::TemporaryFolder folder;
  expect_rows_of_split(
      rows_at(folder.write("a.npy", npy_file(NumberType::kFloat32, {4, 3}, counted(12)))));
  expect_rows_of_split(rows_at(
      folder.write("b.npy", test::gzipped(npy_file(NumberType::kFloat32, {7}, counted(7))))));
  const std::string planar = npy_file<std::uint8_t>(
      NumberType::kUint8, {4, 3, 1, 2},
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23});
  expect_rows_of_split(rows_at(folder.write("c.npy", planar)));
  WantedRows shaped = rows_at(folder.write(
      "d.npy", npy_file<double>(NumberType::kFloat64, {4, 4},
                                {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255})));
  shaped.config.image_shape = config::ImageSize{2, 2, 1, false};
  expect_rows_of_split(shaped);
  EXPECT_EQ(open_rows(shaped)->about().features.scalar_type(), at::kByte);
  // The last row is not of bytes, so none is.
  shaped = rows_at(folder.write("e.npy", npy_file(NumberType::kFloat32, {4, 4}, counted(16))));
  shaped.config.image_shape = config::ImageSize{2, 2, 1, false};
  expect_rows_of_split(shaped, 1);
}

TEST(RowStream, FindsValuesThatAreMissing) {
  const test::TemporaryFolder folder;
  std::vector<float> values = counted(12);
  values[10] = std::nanf("");
  WantedRows wanted =
      rows_at(folder.write("a.npy", npy_file(format::NumberType::kFloat32, {4, 3}, values)));
  const std::string expected = test::failure([&] { read_split(wanted.config, SplitMode::kNone); });
  EXPECT_NE(expected.find("row 3, column 1 (from 0)"), std::string::npos);
  EXPECT_EQ(test::failure([&] { join_blocks(*open_rows(wanted), 2); }), expected);
  for (const config::Missing missing : {config::Missing::kDrop, config::Missing::kMean}) {
    wanted.config.table.missing = missing;
    expect_rows_of_split(wanted);
  }
}

TableEncoding known_columns(std::vector<format::TableColumn> columns) {
  return TableEncoding(std::move(columns));
}

TEST(RowStream, ReadsTablesOfKnownColumns) {
  using format::ColumnKind;
  const test::TemporaryFolder folder;
  const std::string text =
      "day,kind,size,extra\n2001-01-01,red,1,x\n2001-01-02,,2.5,x\n2001-01-03,blue,,x\n2001-01-04,"
      "blue,1e-300,x\n2001-01-05,red,5,x\n";
  for (const std::string& bytes : {text, test::gzipped(text)}) {
    WantedRows wanted = rows_at(folder.write("t.csv", bytes));
    wanted.known = known_columns({{"kind", ColumnKind::kText, {"blue", "green", "red"}},
                                  {"day", ColumnKind::kDate, {}},
                                  {"size", ColumnKind::kNumber, {}}});
    wanted.config.label_column = "extra";
    for (const config::Missing missing : {config::Missing::kDrop, config::Missing::kMean}) {
      wanted.config.table.missing = missing;
      expect_rows_of_split(wanted, 1);
      expect_rows_of_split(wanted);
    }
    wanted.config.table.missing = config::Missing::kError;
    EXPECT_EQ(test::failure([&] { open_rows(wanted); }),
              test::failure([&] { read_split(wanted.config, SplitMode::kNone, wanted.known); }));
  }
}

TEST(RowStream, ReadsLabelsOfATableWhoseRowsAreDropped) {
  const test::TemporaryFolder folder;
  WantedRows wanted = rows_at(folder.write("t.csv", "1,2\n3,\n5,6\n7,8\n"));
  wanted.known =
      known_columns({{"", format::ColumnKind::kNumber, {}}, {"", format::ColumnKind::kNumber, {}}});
  wanted.config.table.missing = config::Missing::kDrop;
  wanted.config.labels = folder.write("labels.csv", "a\nb\nc\nd\n").string();
  expect_rows_of_split(wanted, 2);
}

TEST(RowStream, ReadsTablesAsImages) {
  const test::TemporaryFolder folder;
  WantedRows wanted = rows_at(folder.write("t.csv", "0,1,2,3\n4,5,6,255\n"));
  wanted.known = known_columns(std::vector<format::TableColumn>(4));
  wanted.config.image_shape = config::ImageSize{2, 2, 1, false};
  expect_rows_of_split(wanted, 1);
}

TEST(RowStream, ReadsFoldersOfImages) {
  const test::TemporaryFolder folder;
  int grey = 0;
  for (const char* name : {"10", "9"}) {
    fs::create_directory(folder.path() / name);
    for (const char* file : {"a.png", "b.png"}) {
      format::Image image{2, 2, 1, {1, 2, 3, 4}};
      image.pixels[0] = static_cast<std::uint8_t>(grey += 40);
      if (grey > 100)
        image = {2, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, static_cast<std::uint8_t>(grey)}};
      std::ofstream(folder.path() / name / file, std::ios::binary) << format::png_bytes(image);
    }
  }
  WantedRows wanted = rows_at(folder.path());
  expect_rows_of_split(wanted);
  wanted.config.resize = config::PixelSize{4, 3};
  wanted.config.channels = config::Channels::kGrey;
  expect_rows_of_split(wanted);
  wanted = rows_at(folder.path());
  std::ofstream(folder.path() / "9" / "c.png", std::ios::binary)
      << format::png_bytes({1, 2, 1, {1, 2}});
  const std::string expected = test::failure([&] { read_split(wanted.config, SplitMode::kNone); });
  EXPECT_NE(expected.find("9/c.png: expected 2 x 2 pixels"), std::string::npos);
  EXPECT_EQ(test::failure([&] { open_rows(wanted); }), expected);
}

TEST(RowStream, RefusesAnImageThatChangedInBetween) {
  const test::TemporaryFolder folder;
  const fs::path path = folder.write("a.png", format::png_bytes({2, 2, 1, {1, 2, 3, 4}}));
  const auto stream = open_rows(rows_at(folder.path()));
  const auto refusal = [&] { return test::failure([&] { join_blocks(*stream, 1); }); };
  folder.write("a.png", format::png_bytes({3, 2, 1, {1, 2, 3, 4, 5, 6}}));
  EXPECT_EQ(refusal(), "3: " + path.string() +
                           ": expected 2 x 2 pixels as at the first reading, found 2 x 3 pixels "
                           "(was it changed?)");
  folder.write("a.png", std::string("P5 2 2 65535\n\0\1\0\2\0\3\0\4", 21));
  EXPECT_EQ(refusal(), "3: " + path.string() +
                           ": expected 2 x 2 pixels as at the first reading, found 2 x 2 pixels of "
                           "16 bits (was it changed?)");
}

TEST(RowStream, ReadsAllOtherRowsOfASplit) {
  const test::TemporaryFolder folder;
  std::string text;
  for (int row = 0; row < 40; ++row)
    text += std::to_string(row) + ",2,class" + std::to_string(row % 3) + "\n";
  WantedRows wanted = rows_at(folder.write("t.csv", text));
  wanted.config.label_column = "2";
  expect_rows_of_split(wanted);
  wanted.division = SplitMode::kOfTraining;
  wanted.config.split_seed = 5;
  for (const config::Part part : {config::Part::kTrain, config::Part::kValid}) {
    wanted.part = part;
    expect_rows_of_split(wanted);
  }
  wanted.config.classes = config::ClassNames{{"class1"}};
  wanted.config.window = 2;
  expect_rows_of_split(wanted);
}

TEST(RowStream, EndsWhereNoMoreIsWanted) {
  const test::TemporaryFolder folder;
  const auto array =
      folder.write("a.npy", npy_file(format::NumberType::kFloat32, {9, 1}, counted(9)));
  int blocks = 0;
  open_rows(rows_at(array))->read(2, [&](const Dataset&) { return ++blocks < 2; });
  EXPECT_EQ(blocks, 2);
}

TEST(RowStream, RefusesOptionsOfOtherFormats) {
  const test::TemporaryFolder folder;
  WantedRows wanted =
      rows_at(folder.write("a.npy", npy_file(format::NumberType::kFloat32, {9, 1}, counted(9))));
  wanted.config.resize = config::PixelSize{4, 4};
  EXPECT_EQ(test::failure([&] { open_rows(wanted); }),
            test::failure([&] { read_split(wanted.config, SplitMode::kNone); }));
}

}  // namespace
}  // namespace sae::data
