// SPDX-License-Identifier: MIT
// Tests of reading NumPy and IDX arrays as rows.
#include <gtest/gtest.h>

#include <fstream>

#include "data/readers.h"
#include "format/idx.h"
#include "format/npy.h"
#include "support/bytes.h"
#include "support/failure.h"
#include "support/mat.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"
#include "support/zip.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;
using format::NumberType;
using test::from_hex;
using Sizes = std::vector<std::int64_t>;
using Values = std::vector<double>;

// A NumPy file of version 1.0.
std::string npy_with(const std::string& descr, const std::string& order, const std::string& shape,
                     const std::string& digits) {
  const std::string text =
      "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  return from_hex("934e554d5059 0100") + static_cast<char>(text.size()) + '\0' + text +
         from_hex(digits);
}

Dataset read_npy_bytes(const std::string& bytes) {
  const test::TemporaryFolder folder;
  return read_npy(folder.write("x.npy", bytes));
}

template <class Value>
std::string npy_of(NumberType type, const Sizes& shape, const std::vector<Value>& values) {
  return format::npy_bytes({type, shape, std::as_bytes(std::span(values))});
}

// NumPy's float64 rows of the same file.
class Cases : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Cases, ReadTheSameRowsAsNumPy) {
  const auto& [name, file] = GetParam();
  const fs::path folder = fs::path(SAE_CASES_DIR) / name;
  const Dataset want = read_npy(folder / "want.npy");
  ASSERT_EQ(want.features.sizes(), (Sizes{20, 3}));
  const Dataset found =
      std::string(file).ends_with(".idx") ? read_idx(folder / file) : read_npy(folder / file);
  EXPECT_LT(test::distance(found.features.to(at::kDouble), want.features), 1e-7);
}

INSTANTIATE_TEST_SUITE_P(OfTheIssue, Cases,
                         testing::Values(std::pair("big_endian", "x.npy"),
                                         std::pair("fortran_order", "x.npy"),
                                         std::pair("gzip_padding", "x.npy.gz"),
                                         std::pair("idx_float32", "x.idx"),
                                         std::pair("npz_one_member", "x.npz")),
                         [](const auto& test) { return std::string(test.param.first); });

TEST(ReadNpy, ReadsTheFirstAxisAsRows) {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const auto read = [&](const Sizes& shape) {
    return read_npy_bytes(npy_of(NumberType::kFloat32, shape, values));
  };
  Dataset dataset = read({4, 3});
  EXPECT_EQ(dataset.features.sizes(), (Sizes{4, 3}));
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  EXPECT_FALSE(dataset.labels.defined());
  EXPECT_EQ(dataset.shape.width, 3);
  dataset = read({2, 2, 3});
  EXPECT_EQ(dataset.features.sizes(), (Sizes{2, 6}));
  EXPECT_EQ(dataset.shape.height, 2);
  EXPECT_EQ(read({1, 2, 2, 3}).shape.channels, 3);
  EXPECT_EQ(read({12}).features.sizes(), (Sizes{12, 1}));
  EXPECT_EQ(read({2, 1, 2, 1, 3}).features.sizes(), (Sizes{2, 6}));
}

TEST(ReadNpy, PutsTheChannelsOfAPixelTogether) {
  const std::vector<float> values = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const auto read = [&](const Sizes& shape) {
    return read_npy_bytes(npy_of(NumberType::kFloat32, shape, values));
  };
  const Dataset dataset = read({1, 3, 2, 2});
  EXPECT_EQ(test::values(dataset.features), (Values{1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12}));
  EXPECT_EQ(dataset.shape.height, 2);
  EXPECT_EQ(dataset.shape.width, 2);
  EXPECT_EQ(dataset.shape.channels, 3);
  EXPECT_TRUE(dataset.reordered);
  // A last axis of channels comes first.
  EXPECT_FALSE(read({1, 3, 4, 1}).reordered);
  EXPECT_FALSE(read({1, 1, 2, 6}).reordered);
  EXPECT_EQ(read({1, 1, 2, 6}).shape.width, 6);
}

// np.asfortranarray(np.arange(24).reshape(2, 3, 4)), and np.arange(16).reshape(2, 2, 1, 2, 2).T.
TEST(ReadNpy, ReadsFortranOrderOfAnyRank) {
  const Dataset three = read_npy_bytes(
      npy_with("|u1", "True", "(2, 3, 4)", "000c04100814010d05110915020e06120a16030f07130b17"));
  Values counting(24);
  for (std::size_t i = 0; i < counting.size(); ++i) counting[i] = static_cast<double>(i);
  EXPECT_EQ(test::values(three.features), counting);
  EXPECT_EQ(three.features.sizes(), (Sizes{2, 12}));
  EXPECT_EQ(three.features.scalar_type(), at::kByte);
  const Dataset five = read_npy_bytes(
      npy_with("|u1", "True", "(2, 2, 1, 2, 2)", "000102030405060708090a0b0c0d0e0f"));
  EXPECT_EQ(test::values(five.features),
            (Values{0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}));
}

TEST(ReadNpy, KeepsBytesAndWidensInexactTypes) {
  const auto type = [](const std::string& descr, const std::string& digits) {
    return read_npy_bytes(npy_with(descr, "False", "(1,)", digits)).features.scalar_type();
  };
  EXPECT_EQ(type("|u1", "00"), at::kByte);
  for (const char* descr : {"|b1", "|i1"}) EXPECT_EQ(type(descr, "00"), at::kFloat) << descr;
  for (const char* descr : {"<i2", ">u2", "<f2"}) EXPECT_EQ(type(descr, "0000"), at::kFloat);
  EXPECT_EQ(type(">f4", "00000000"), at::kFloat);
  for (const char* descr : {"<i4", ">u4"}) EXPECT_EQ(type(descr, "00000000"), at::kDouble);
  for (const char* descr : {"<i8", ">u8", "<f8"}) {
    EXPECT_EQ(type(descr, "0000000000000000"), at::kDouble) << descr;
  }
}

TEST(ReadNpy, SetsFullScaleToTheLargestInteger) {
  const auto scale = [](const std::string& descr, const std::string& digits) {
    return read_npy_bytes(npy_with(descr, "False", "(1,)", digits)).full_scale;
  };
  EXPECT_EQ(scale("|u1", "00"), 255);
  EXPECT_EQ(scale("|i1", "00"), 127);
  EXPECT_EQ(scale(">u2", "0000"), 65535);
  EXPECT_EQ(scale("<f4", "00000000"), 0);
}

TEST(ReadNpy, NamesRowAndColumnOfIntegersBeyondFloat64) {
  const std::string message = test::failure([] {
    read_npy_bytes(npy_with("<i8", "False", "(2, 2)",
                            "0100000000000000 0100000000000000 0100000000000000 0100000000002000"));
  });
  EXPECT_TRUE(
      message.ends_with("x.npy: row 1, column 1 (from 0): expected an integer up to 2^53, "
                        "found 9007199254740993"))
      << message;
}

// A run's data fingerprint is the checksum of the values as stored in the file.
TEST(ReadNpy, FingerprintsTheBytesOfTheFile) {
  // CRC-32's published check value.
  EXPECT_EQ(read_npy_bytes(npy_with("|u1", "False", "(9,)", "313233343536373839")).fingerprint,
            "crc32:cbf43926");
}

TEST(ReadNpy, ReadsAnArrayOfAnArchive) {
  const test::TemporaryFolder folder;
  const auto path = folder.write(
      "x.npz", test::stored_zip({{"X.npy", npy_of(NumberType::kFloat64, {2}, Values{1, 2})},
                                 {"y.npy", npy_of(NumberType::kFloat64, {1}, Values{3})}}));
  EXPECT_EQ(test::values(read_npy(path.string() + ":X").features), (Values{1, 2}));
  EXPECT_EQ(test::values(read_npy(path.string() + ":y").features), (Values{3}));
  EXPECT_EQ(test::failure([&] { read_npy(path); }),
            "3: " + path.string() + ": expected one array, found 2: X, y");
}

TEST(ReadIdx, ReadsArraysOfAnyRankAndType) {
  const test::TemporaryFolder folder;
  const auto read = [&](const char* digits) {
    return read_idx(folder.write("x", from_hex(digits)));
  };
  Dataset dataset = read("00000801 00000002 07ff");
  EXPECT_EQ(dataset.features.sizes(), (Sizes{2, 1}));
  EXPECT_EQ(dataset.full_scale, 255);
  dataset = read("00000b02 00000002 00000003 0001 0002 0003 ffff fffe fffd");
  EXPECT_EQ(dataset.features.sizes(), (Sizes{2, 3}));
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 3, -1, -2, -3}));
  EXPECT_EQ(dataset.shape.height, 1);
  EXPECT_EQ(dataset.full_scale, 32767);
  dataset = read("00000804 00000001 00000001 00000002 00000003 010203040506");
  EXPECT_EQ(dataset.features.sizes(), (Sizes{1, 6}));
  EXPECT_EQ(dataset.shape.width, 2);
  EXPECT_EQ(dataset.shape.channels, 3);
}

// File names as archives unpack them, plain and gzip mixed.
TEST(ReadMnistPart, FindsNamesWithADot) {
  const test::TemporaryFolder folder;
  folder.write("train-images.idx3-ubyte", format::idx_bytes({{2, 1, 2}, {1, 2, 3, 4}}));
  EXPECT_TRUE(is_mnist_folder(folder.path()));
  folder.write("train-labels.idx1-ubyte.gz", test::gzipped(format::idx_bytes({{2}, {7, 3}})));
  const Dataset dataset = read_mnist_part(folder.path(), "train");
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 3, 4}));
  EXPECT_EQ(test::integers(dataset.labels), (Sizes{1, 0}));
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"3", "7"}));
}

TEST(ReadMnistPart, FindsTheNamesOfRelatives) {
  const test::TemporaryFolder folder;
  folder.write("emnist-letters-train-images-idx3-ubyte.gz",
               test::gzipped(format::idx_bytes({{2, 1, 2}, {1, 2, 3, 4}})));
  folder.write("emnist-letters-train-labels-idx1-ubyte", format::idx_bytes({{2}, {26, 1}}));
  folder.write("emnist-letters-test-images-idx3-ubyte", format::idx_bytes({{1, 1, 2}, {5, 6}}));
  folder.write("emnist-letters-test-labels-idx1-ubyte", format::idx_bytes({{1}, {2}}));
  EXPECT_TRUE(is_mnist_folder(folder.path()));
  EXPECT_EQ(mnist_prefix(folder.path()), "emnist-letters-");
  const Dataset train = read_mnist_part(folder.path(), "train");
  EXPECT_EQ(test::values(train.features), (Values{1, 2, 3, 4}));
  EXPECT_EQ(train.class_names, (std::vector<std::string>{"1", "26"}));
  EXPECT_EQ(test::values(read_mnist_part(folder.path(), "t10k").features), (Values{5, 6}));

  // MNIST's own names come first; without them, two relatives are too many.
  folder.write("emnist-digits-train-images-idx3-ubyte", "");
  EXPECT_EQ(test::failure([&] { mnist_prefix(folder.path()); }),
            "3: " + folder.path().string() +
                ": expected the files of one data set, found those of 'emnist-digits-' and "
                "'emnist-letters-'");
  folder.write("train-images-idx3-ubyte", "");
  EXPECT_EQ(mnist_prefix(folder.path()), "");
}

// QMNIST's labels are int32 in eight columns: the class, then where the digit comes from.
TEST(ReadMnistPart, TakesTheFirstColumnOfQmnistsLabels) {
  const test::TemporaryFolder folder;
  folder.write("qmnist-train-images-idx3-ubyte", format::idx_bytes({{2, 1, 1}, {1, 2}}));
  const std::string rest = "00000000 00000001 00000002 00000003 00000004 00000005 00000006 ";
  folder.write("qmnist-train-labels-idx2-int",
               from_hex("00000c02 00000002 00000008 00000007" + rest + "00000003" + rest));
  const Dataset dataset = read_mnist_part(folder.path(), "train");
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"3", "7"}));
  EXPECT_EQ(test::integers(dataset.labels), (Sizes{1, 0}));
}

TEST(ReadMnistPart, RefusesLabelsInPlaceOfImages) {
  const test::TemporaryFolder folder;
  folder.write("train-images-idx3-ubyte", format::idx_bytes({{2}, {1, 2}}));
  folder.write("train-labels-idx1-ubyte", format::idx_bytes({{2}, {1, 2}}));
  EXPECT_EQ(test::failure([&] { read_mnist_part(folder.path(), "train"); }),
            "3: " + (folder.path() / "train-images-idx3-ubyte").string() +
                ": expected images (rank 2 to 4), found rank 1");
}

// 2 x 3 numbers, stored by columns: rows {1, 2, 3} and {4, 5, 6}.
std::string small_mat() {
  std::string doubles;
  for (const double value : {1.0, 4.0, 2.0, 5.0, 3.0, 6.0}) {
    doubles.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  return test::mat_file(
      test::mat_variable({.shape = {2, 3}, .values = test::mat_data(9, doubles)}));
}

TEST(ReadMat, ReadsAnArrayByName) {
  const test::TemporaryFolder folder;
  const fs::path path = folder.write("x.mat", small_mat());
  EXPECT_EQ(test::values(read_mat(path).features), (Values{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(test::values(read_mat(path.string() + ":X").features), (Values{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read_mat(path).features.scalar_type(), at::kDouble);
}

TEST(ReadMat, ReadsSamplesInColumns) {
  const test::TemporaryFolder folder;
  const Dataset dataset = read_mat(folder.write("x.mat", small_mat()), config::SampleAxis::kLast);
  EXPECT_EQ(dataset.features.sizes(), (Sizes{3, 2}));
  EXPECT_EQ(test::values(dataset.features), (Values{1, 4, 2, 5, 3, 6}));
}

TEST(ReadNpy, TakesTheLastAxisOfPicturesAsRows) {
  const test::TemporaryFolder folder;
  // Two pictures of 2 x 2: [h, w, N].
  const auto path =
      folder.write("x.npy", npy_with("|u1", "False", "(2, 2, 2)", "01 05 02 06 03 07 04 08"));
  const Dataset dataset = read_npy(path, config::SampleAxis::kLast);
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(dataset.shape.height, 2);
  EXPECT_EQ(dataset.shape.width, 2);
}

TEST(FindFileFormat, RefusesFormatsThatNeedConverting) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("x.parquet", "PAR1" + std::string(100, '\0'));
  const std::string refusal = test::failure([&] { find_file_format({path, ""}); });
  EXPECT_EQ(refusal, "3: " + path.string() + ": expected a supported format, found a Parquet file");
}

TEST(FindFileFormat, DetectsPlainAndGzipContent) {
  const test::TemporaryFolder folder;
  const std::string npy = npy_with("|u1", "False", "(1,)", "01"), idx = from_hex("00000801");
  const auto format = [&](const std::string& bytes) {
    return find_file_format({folder.write("data.bin", bytes), ""});
  };
  using config::DataFormat;
  EXPECT_EQ(format(npy), DataFormat::kNpy);
  EXPECT_EQ(format(test::gzipped(npy)), DataFormat::kNpy);
  EXPECT_EQ(format(test::stored_zip({{"X.npy", npy}})), DataFormat::kNpy);
  EXPECT_EQ(format(idx), DataFormat::kIdx);
  EXPECT_EQ(format(test::gzipped(idx)), DataFormat::kIdx);
  EXPECT_EQ(format(small_mat()), DataFormat::kMat);
  EXPECT_EQ(format("% made\n@relation t\n"), DataFormat::kArff);
  EXPECT_EQ(format("+1 1:0.5 3:2\n"), DataFormat::kSvmlight);
  EXPECT_EQ(format(test::gzipped("0 0:1\n")), DataFormat::kSvmlight);
  EXPECT_EQ(format("1,2\n"), DataFormat::kTable);
  EXPECT_EQ(format(test::gzipped("1,2\n")), DataFormat::kTable);
}

}  // namespace
}  // namespace sae::data
