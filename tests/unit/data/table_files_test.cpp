// SPDX-License-Identifier: MIT
// Tests of reading tables as rows of features.
#include "data/table_files.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/readers.h"
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

Dataset read_table(const fs::path& path, const config::DataConfig& config) {
  return data::read_table(path, config::DataFormat::kTable, config);
}

config::DataConfig with_missing(config::Missing missing) {
  config::DataConfig config;
  config.table.missing = missing;
  return config;
}

TEST(ReadTable, ReadsGzipFiles) {
  const test::TemporaryFolder folder;
  const Dataset dataset = read_table(folder.write("t.csv.gz", test::gzipped("1,2\n3,4.5\n")), {});
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 3, 4.5}));
}

TEST(ReadTable, ReadsNumbersAndTheLabelColumn) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.csv", "a,kind,b\n1,x,2\n3,y,4\n5,x,6.5\n");
  config::DataConfig config;
  config.label_column = "kind";
  const Dataset dataset = read_table(path, config);
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 3, 4, 5, 6.5}));
  EXPECT_EQ(test::integers(dataset.labels), (Labels{0, 1, 0}));
  EXPECT_EQ(dataset.class_names, (Words{"x", "y"}));
  EXPECT_EQ(dataset.features.scalar_type(), at::kFloat);
  EXPECT_EQ(dataset.column_names, (Words{"a", "b"}));
  EXPECT_EQ(dataset.window, 1);
}

TEST(ReadTable, JoinsTheRowsOfAWindow) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.csv", "1,10,0\n2,20,0\n3,30,1\n4,40,2\n");
  config::DataConfig config;
  config.label_column = "-1";
  config.window = 3;
  const Dataset dataset = read_table(path, config);
  EXPECT_EQ(test::values(dataset.features), (Values{1, 10, 2, 20, 3, 30, 2, 20, 3, 30, 4, 40}));
  EXPECT_EQ(test::integers(dataset.labels), (Labels{1, 2})) << "a window has its last row's label";
  EXPECT_EQ(test::integers(dataset.row_ids), (Labels{2, 3})) << "a window has its last row's id";
  EXPECT_EQ(dataset.window, 3);
  EXPECT_TRUE(dataset.column_names.empty());
  config.window = 5;
  EXPECT_EQ(test::failure([&] { read_table(path, config); }),
            "2: --window: expected at most the 4 rows of " + path.string() + ", found 5");
}

TEST(ReadTable, KeepsNumbersBeyondFloat32AsFloat64) {
  const test::TemporaryFolder folder;
  const Dataset dataset = read_table(folder.write("t.csv", "1751500001,0.5\n"), {});
  EXPECT_EQ(dataset.features.scalar_type(), at::kDouble);
  EXPECT_EQ(test::values(dataset.features), (Values{1751500001, 0.5}));
}

// Runs of earlier versions, which read all numbers as float64, recognise their data by it.
TEST(ReadTable, FingerprintsTheNumbersAsFloat64) {
  const test::TemporaryFolder folder;
  // zlib.crc32(numpy.array([[1, 2], [3, 4.5]]).tobytes())
  EXPECT_EQ(read_table(folder.write("t.csv", "1,2\n3,4.5\n"), {}).fingerprint, "crc32:3edb00a9");
}

TEST(ReadTable, TurnsTextsIntoFeatures) {
  const test::TemporaryFolder folder;
  config::DataConfig config;
  config.table.categories = config::Categories::kOnehot;
  const Dataset dataset =
      read_table(folder.write("t.csv", "a,colour\n1,red\n2,blue\n3,red\n"), config);
  EXPECT_EQ(test::values(dataset.features), (Values{1, 0, 1, 2, 1, 0, 3, 0, 1}));
  EXPECT_EQ(dataset.column_names, (Words{"a", "colour=blue", "colour=red"}));
}

TEST(ReadTable, LeavesRowsWithMissingValuesOutAndKeepsTheIdsOfOthers) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.csv", "1,2\n,4\n5,6\n");
  Dataset dataset = read_table(path, with_missing(config::Missing::kDrop));
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 5, 6}));
  EXPECT_EQ(test::integers(dataset.row_ids), (Labels{0, 2}));
  read_labels(folder.write("y.csv", "7\n8\n9\n"), dataset);
  EXPECT_EQ(class_texts(dataset), (Words{"7", "9"})) << "a label file has all rows";
}

TEST(ReadTable, LeavesWindowsWithMissingRowsOut) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.csv", "1,0\n2,0\nNA,0\n4,1\n5,0\n6,1\n");
  config::DataConfig config = with_missing(config::Missing::kDrop);
  config.label_column = "1";
  config.window = 2;
  const Dataset dataset = read_table(path, config);
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2, 4, 5, 5, 6}));
  EXPECT_EQ(test::integers(dataset.row_ids), (Labels{1, 4, 5}));
  EXPECT_EQ(test::integers(dataset.labels), (Labels{0, 0, 1}));
  config.window = 4;
  EXPECT_EQ(
      test::failure([&] { read_table(path, config); }),
      "3: " + path.string() + ": expected 4 successive rows without missing values, found fewer");
}

TEST(ReadTable, KeepsMissingValuesForTheTransform) {
  const test::TemporaryFolder folder;
  const Dataset dataset =
      read_table(folder.write("t.csv", "1,?\n3,4\n"), with_missing(config::Missing::kMean));
  const Values values = test::values(dataset.features);
  EXPECT_TRUE(std::isnan(values[1]));
  EXPECT_EQ(values[2], 3);
}

TEST(ReadTable, TakesTheMarksOfTheOptions) {
  const test::TemporaryFolder folder;
  config::DataConfig config;
  config.table.separator = config::Mark{':'};
  config.table.comment.mark = config::Mark{'%'};
  config.table.decimal = config::DecimalMark::kComma;
  config.table.thousands = config::ThousandsMark::kPoint;
  config.table.header = config::Header::kYes;
  const Dataset dataset =
      read_table(folder.write("t.txt", "1:2\n% a comment\n1.234,5:2,25\n"), config);
  EXPECT_EQ(dataset.column_names, (Words{"1", "2"}));
  EXPECT_EQ(test::values(dataset.features), (Values{1234.5, 2.25}));
}

TEST(ReadTable, ReadsArffFiles) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.arff",
                                 "@relation t\n@attribute a numeric\n@attribute colour {red,blue}\n"
                                 "@attribute kind {x,y}\n@data\n1,blue,y\n2,red,x\n");
  config::DataConfig config;
  config.label_column = "kind";
  config.table.categories = config::Categories::kOnehot;
  const Dataset dataset = data::read_table(path, config::DataFormat::kArff, config);
  EXPECT_EQ(test::values(dataset.features), (Values{1, 0, 1, 2, 1, 0}));
  EXPECT_EQ(dataset.column_names, (Words{"a", "colour=red", "colour=blue"})) << "as declared";
  EXPECT_EQ(class_texts(dataset), (Words{"y", "x"}));
}

TEST(ReadTable, ReadsSvmlightFiles) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.svm", "+1 1:0.5 3:2\n-1 2:7\n");
  config::DataConfig config;
  const Dataset dataset = data::read_table(path, config::DataFormat::kSvmlight, config);
  EXPECT_EQ(test::values(dataset.features), (Values{0.5, 0, 2, 0, 7, 0}));
  EXPECT_EQ(class_texts(dataset), (Words{"1", "-1"}));
  EXPECT_TRUE(dataset.column_names.empty());
  config.table.index_base = config::IndexBase::kZero;
  config.table.features = 5;
  EXPECT_EQ(test::values(data::read_table(path, config::DataFormat::kSvmlight, config).features),
            (Values{0, 0.5, 0, 2, 0, 0, 0, 7, 0, 0}));
}

TEST(ReadTable, LeavesTargetsOfARegressionOut) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("t.svm", "0.5 1:1\n0.25 1:2\n");
  const Dataset dataset = data::read_table(path, config::DataFormat::kSvmlight, {});
  EXPECT_FALSE(dataset.labels.defined());
  EXPECT_EQ(test::values(dataset.features), (Values{1, 2}));
}

}  // namespace
}  // namespace sae::data
