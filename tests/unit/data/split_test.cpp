// SPDX-License-Identifier: MIT
// Tests of finding and splitting the data.
#include "data/split.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/text.h"
#include "format/idx.h"
#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;
using Ids = std::vector<std::int64_t>;

constexpr std::int64_t kTrainRows = 20;
constexpr std::int64_t kTestRows = 6;

/// Writes images of 1 x width pixels. All pixels equal the row number, from `first`; the label is
/// the row number modulo 10.
void write_part(const fs::path& folder, const std::string& part, std::int64_t rows,
                std::uint8_t first, std::int64_t width = 2) {
  format::IdxArray images{{rows, 1, width}, {}}, labels{{rows}, {}};
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto id = static_cast<std::uint8_t>(first + row);
    images.bytes.insert(images.bytes.end(), static_cast<std::size_t>(width), id);
    labels.bytes.push_back(id % 10);
  }
  std::ofstream(folder / (part + "-images-idx3-ubyte")) << format::idx_bytes(images);
  std::ofstream(folder / (part + "-labels-idx1-ubyte")) << format::idx_bytes(labels);
}

/// Training rows 0 to 19, test rows 100 to 105.
void write_data(const fs::path& folder) {
  write_part(folder, "train", kTrainRows, 0);
  write_part(folder, "t10k", kTestRows, 100);
}

/// Row numbers of a data set; checks that labels still match the pixels.
Ids row_ids(const Dataset& dataset) {
  const Ids ids = test::integers(dataset.features.select(1, 0).mul(255).round());
  const Ids labels = test::integers(dataset.labels);
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(labels.at(i), ids[i] % 10);
  return ids;
}

Ids counted(std::int64_t first, std::int64_t count) {
  Ids ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

config::DataConfig named(const test::TemporaryFolder& folder) {
  config::DataConfig config;
  config.data = folder.path().string();
  return config;
}

TEST(LoadSplit, ValidatesOnTheTestSetByDefault) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  const Split split = load_split(named(folder));
  EXPECT_EQ(row_ids(split.train), counted(0, kTrainRows));
  EXPECT_EQ(row_ids(split.valid), counted(100, kTestRows));
  EXPECT_TRUE(split.valid_is_test);
  EXPECT_FALSE(split.test.has_value()) << "it validates";
  EXPECT_EQ(split.place, folder.path().string());
}

TEST(LoadSplit, KeepsTheTestSetIfTrainingRowsValidate) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  config.valid = 5;
  config.limit_valid = 1;
  const Split split = load_split(config);
  EXPECT_FALSE(split.valid_is_test);
  EXPECT_EQ(split.valid.rows(), 1);
  ASSERT_TRUE(split.test.has_value());
  EXPECT_EQ(row_ids(*split.test), counted(100, kTestRows)) << "in the scale of the training rows";
  fs::remove(folder.path() / "t10k-images-idx3-ubyte");
  EXPECT_FALSE(load_split(config).test.has_value()) << "it is not needed";
}

TEST(LoadSplit, ReadsGzipFilesIfPlainOnesAreMissing) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  for (const char* name : {"train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    const fs::path plain = folder.path() / name;
    folder.write(std::string(name) + ".gz", test::gzipped(test::file_content(plain)));
    fs::remove(plain);
  }
  EXPECT_EQ(row_ids(load_split(named(folder)).train), counted(0, kTrainRows));
}

TEST(LoadSplit, SplitsTheTrainingRowsIntoDisjointParts) {
  const test::TemporaryFolder folder;
  write_part(folder.path(), "train", kTrainRows, 0);
  config::DataConfig config = named(folder);
  config.valid = 5;
  const Split split = load_split(config);
  EXPECT_EQ(split.train.rows(), 15);
  EXPECT_EQ(split.valid.rows(), 5);
  EXPECT_FALSE(split.valid_is_test);
  Ids all = row_ids(split.train);
  const Ids aside = row_ids(split.valid);
  all.insert(all.end(), aside.begin(), aside.end());
  std::ranges::sort(all);
  EXPECT_EQ(all, counted(0, kTrainRows));
}

TEST(LoadSplit, ValidatesOnAShareOfTheTrainingRows) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  for (const auto& [share, rows] : {std::pair{0.25, 5}, {0.05, 1}, {0.13, 3}, {0.95, 19}}) {
    config.valid = share;
    EXPECT_EQ(load_split(config).valid.rows(), rows) << share;
  }
}

TEST(LoadSplit, DrawsValidationRowsBySplitSeedOnly) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  config.valid = 8;
  const Ids drawn = row_ids(load_split(config).valid);
  EXPECT_EQ(row_ids(load_split(config).valid), drawn);
  config.split_seed = 1;
  EXPECT_NE(row_ids(load_split(config).valid), drawn);
  EXPECT_NE(drawn, counted(0, 8));
}

TEST(LoadSplit, LimitsEachPartToItsFirstRows) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  config.limit = 3;
  config.limit_valid = kTestRows;
  const Split split = load_split(config);
  EXPECT_EQ(row_ids(split.train), counted(0, 3));
  EXPECT_EQ(row_ids(split.valid), counted(100, kTestRows));
}

TEST(LoadSplit, AppliesLimitsAfterTheSplit) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  config.valid = 8;
  const Split whole = load_split(config);
  config.limit = 2;
  config.limit_valid = 4;
  const Split limited = load_split(config);
  const Ids train = row_ids(whole.train), valid = row_ids(whole.valid);
  EXPECT_EQ(row_ids(limited.train), Ids(train.begin(), train.begin() + 2));
  EXPECT_EQ(row_ids(limited.valid), Ids(valid.begin(), valid.begin() + 4));
}

TEST(LoadSplit, RefusesLimitsAboveTheNumberOfRows) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  config.limit = 21;
  EXPECT_EQ(test::failure([&] { load_split(config); }),
            "2: --limit: expected at most 20 (all rows), found 21");
  config.limit = 20;
  config.limit_valid = 7;
  EXPECT_EQ(test::failure([&] { load_split(config); }),
            "2: --limit_valid: expected at most 6 (all rows), found 7");
}

TEST(LoadSplit, KeepsOnlyTheRequestedClasses) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  config.classes = config::ClassNames{{"2-3"}};
  const Split split = load_split(config);
  EXPECT_EQ(row_ids(split.train), (Ids{2, 3, 12, 13}));
  EXPECT_EQ(row_ids(split.valid), (Ids{102, 103}));
  config.valid = 1;
  EXPECT_EQ(row_ids(*load_split(config).test), (Ids{102, 103}));
  config.classes = config::ClassNames{{"11"}};
  EXPECT_EQ(test::failure([&] { load_split(config); }),
            "2: --classes: expected classes of " + folder.path().string() +
                " (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), found '11'");
}

/// A table with one column that counts its rows from 0.
config::DataConfig counting_table(const test::TemporaryFolder& folder, std::int64_t rows) {
  std::string text;
  for (std::int64_t row = 0; row < rows; ++row) text += std::to_string(row) + "\n";
  config::DataConfig config;
  config.data = folder.write("t.csv", text).string();
  return config;
}

TEST(LoadSplit, ValidatesOnATenthWithoutATestSet) {
  const test::TemporaryFolder folder;
  const Split split = load_split(counting_table(folder, 10));
  EXPECT_EQ(split.train.rows(), 9);
  EXPECT_FALSE(split.valid_is_test);
  // The columns are scaled to [0, 1] by the training rows.
  EXPECT_EQ(split.transform.scale(), config::Scale::kMinmax);
  EXPECT_EQ(split.train.features.min().item<double>(), 0);
  EXPECT_EQ(split.train.features.max().item<double>(), 1);
}

TEST(ReadSplit, LimitsOnePartWithoutChangingTheOther) {
  const test::TemporaryFolder folder;
  config::DataConfig config = counting_table(folder, 100);
  const Split all = read_split(config);
  config.limit = 30;
  config.limit_valid = 4;
  const Split split = read_split(config);
  EXPECT_EQ(test::integers(split.train.features),
            test::integers(all.train.features.narrow(0, 0, 30)));
  EXPECT_EQ(test::integers(split.valid.features),
            test::integers(all.valid.features.narrow(0, 0, 4)));
  EXPECT_EQ(test::integers(ids_of(split.train)), test::integers(split.train.features));
  EXPECT_EQ(test::integers(ids_of(split.valid)), test::integers(split.valid.features));
  EXPECT_EQ(split.changes, (std::vector<std::string>{"now --limit takes the first rows",
                                                     "now --limit_valid takes the first rows"}));
}

TEST(ReadSplit, ReportsClassNumbersThatChangedSinceSchema1) {
  const test::TemporaryFolder folder;
  const auto changes = [&](const std::string& labels, const std::string& classes) {
    std::string text = "x,y\n";
    for (const std::string& label : base::split(labels, ',')) text += "1," + label + "\n";
    config::DataConfig config;
    config.data = folder.write("t.csv", text).string();
    config.label_column = "y";
    config.classes = config::ClassNames{{classes}};
    return read_split(config, SplitMode::kNone).changes.size();
  };
  EXPECT_EQ(changes("0,1,5", "5"), 0U);
  EXPECT_EQ(changes("-1,1", "1"), 1U);
  EXPECT_EQ(changes("cat,dog", "dog"), 1U);
}

TEST(LoadSplit, CutsSeparatePatchesForTrainingAndValidation) {
  const test::TemporaryFolder folder;
  write_part(folder.path(), "train", kTrainRows, 0, 4);
  write_part(folder.path(), "t10k", kTestRows, 100, 4);
  config::DataConfig config = named(folder);
  config.patches = config::PixelSize{1, 2};
  config.patch_count = 50;
  const Split split = load_split(config);
  EXPECT_EQ(split.train.features.sizes(), (std::vector<std::int64_t>{50, 2}));
  EXPECT_EQ(split.valid.features.sizes(), (std::vector<std::int64_t>{5, 2}));
  EXPECT_TRUE(split.valid_is_test);
  EXPECT_GE(split.valid.features.min().item<double>(), 100.0 / 255 - 1e-6);
  config.valid = 7;
  EXPECT_EQ(load_split(config).valid.rows(), 7);
  EXPECT_LE(load_split(config).valid.features.max().item<double>(), 19.0 / 255 + 1e-6);
  EXPECT_FALSE(load_split(config).test.has_value());
  config.patches = config::PixelSize{2, 2};
  EXPECT_EQ(test::failure([&] { load_split(config); }),
            "2: --patches: expected at most the 1 x 4 pixels of an image, found 2 x 2");
}

TEST(ReadSplit, KeepsTheRowsAsInTheFiles) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  config.limit = 3;
  const Split split = read_split(config);
  EXPECT_EQ(split.train.features.scalar_type(), at::kByte);
  EXPECT_EQ(test::integers(split.train.features), (Ids{0, 0, 1, 1, 2, 2}));
  EXPECT_EQ(split.valid.rows(), kTestRows);
  EXPECT_EQ(test::integers(split.transform.apply(split.train.features, at::kDouble)),
            (Ids{0, 0, 1, 1, 2, 2}));
}

TEST(ReadSplit, UsesAllRowsForBothPartsWithoutTraining) {
  const test::TemporaryFolder folder;
  config::DataConfig config;
  config.data = folder.write("x.csv", "a,b,class\n1,2,0\n3,4,1\n5,6,1\n7,8,0\n").string();
  config.label_column = "class";
  config.classes = config::ClassNames{{"1"}};
  const Split split = read_split(config, SplitMode::kNone);
  EXPECT_EQ(test::integers(split.train.features), (Ids{3, 4, 5, 6}));
  EXPECT_EQ(test::integers(split.valid.features), (Ids{3, 4, 5, 6}));
  EXPECT_FALSE(split.valid_is_test);
  config.limit_valid = 1;
  EXPECT_EQ(test::integers(read_split(config, SplitMode::kNone).valid.features), (Ids{3, 4}));
}

TEST(ReadSplit, UsesAPublishedTestSetWithoutTraining) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  const Split split = read_split(named(folder), SplitMode::kNone);
  EXPECT_EQ(split.train.rows(), kTrainRows);
  EXPECT_EQ(split.valid.rows(), kTestRows);
  EXPECT_TRUE(split.valid_is_test);
}

TEST(LoadSplit, FitsTheTransformOnEncodedRows) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  config::DataConfig config = named(folder);
  config.scale = config::Scale::kMinmax;
  const auto encode = [](const at::Tensor& rows) {
    return rows.select(1, 0).unsqueeze(1).to(at::kDouble).repeat({1, 16}) * 100 + 7;
  };
  const Split split = load_split(config, at::kDouble, Encoder{encode, "x"});
  EXPECT_EQ(split.train.width(), 16);
  EXPECT_EQ(split.train.shape.height, 4);
  EXPECT_EQ(split.valid.shape.width, 4);
  // Rows 0 to 19 cover [0, 1]; row 100 is outside.
  EXPECT_NEAR(split.train.features[19][3].item<double>(), 1, 1e-12);
  EXPECT_NEAR(split.valid.features[0][3].item<double>(), 100.0 / 19, 1e-12);
  EXPECT_EQ(test::integers(split.valid.labels), (Ids{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(split.train.fingerprint, load_split(config).train.fingerprint + " encoded by x");
}

TEST(LoadSplit, NamesAMissingFileAndHowToDownloadIt) {
  const test::TemporaryFolder folder;
  write_data(folder.path());
  fs::remove(folder.path() / "t10k-images-idx3-ubyte");
  try {
    load_split(named(folder));
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_EQ(error.what(), folder.path().string() +
                                ": expected a file t10k-images-idx3-ubyte or "
                                "t10k-images-idx3-ubyte.gz, found neither");
    EXPECT_NE(error.hint().find("scripts/fetch_fashion_mnist"), std::string::npos);
  }
}

TEST(LoadSplit, RefusesTestRowsOfADifferentSize) {
  const test::TemporaryFolder folder;
  write_part(folder.path(), "train", kTrainRows, 0, 2);
  write_part(folder.path(), "t10k", kTestRows, 100, 3);
  EXPECT_EQ(test::failure([&] { load_split(named(folder)); }),
            "3: " + folder.path().string() + ": expected test rows of 2 values, found 3");
  config::DataConfig config = named(folder);
  config.valid = 5;
  EXPECT_EQ(test::failure([&] { load_split(config); }),
            "3: " + folder.path().string() + ": expected test rows of 2 values, found 3");
}

// The case unix_time_minmax of issue 13, with values computed by hand: seconds 0 to 99, and 37 i
// mod 100, which also takes the values 0 to 99.
TEST(ReadSplit, KeepsUnixTimesExactUntilScaling) {
  const test::TemporaryFolder folder;
  std::string text = "time,x\n";
  for (int row = 0; row < 100; ++row) {
    text += std::to_string(1'700'000'000 + row) + "," + std::to_string(37 * row % 100) + "\n";
  }
  std::ofstream(folder.path() / "t.csv") << text;
  config::DataConfig config;
  config.data = (folder.path() / "t.csv").string();
  config.scale = config::Scale::kMinmax;
  const Dataset rows = read_split(config, SplitMode::kNone).train;
  const at::Tensor scaled = Transform::fit(config, rows.features).apply(rows.features, at::kFloat);
  for (int row = 0; row < 100; ++row) {
    EXPECT_EQ(scaled[row][0].item<float>(), static_cast<float>(row / 99.0));
    EXPECT_EQ(scaled[row][1].item<float>(), static_cast<float>(37 * row % 100 / 99.0));
  }
}

}  // namespace
}  // namespace sae::data
