// SPDX-License-Identifier: MIT
// Tests of detecting and reading the data at --data.
#include "data/source.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>

#include "format/idx.h"
#include "format/npy.h"
#include "support/bytes.h"
#include "support/failure.h"
#include "support/idx_folder.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"
#include "support/zip.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;
using Values = std::vector<double>;

config::DataConfig at_path(const std::filesystem::path& path) {
  config::DataConfig config;
  config.data = path.string();
  return config;
}

/// Sets or unsets $SAE_DATA and changes the working folder, until the end of the test.
class Surroundings {
 public:
  Surroundings(const fs::path& folder, const char* sae_data) : former_(fs::current_path()) {
    if (const char* value = ::getenv("SAE_DATA")) former_data_ = value;
    fs::current_path(folder);
    set(sae_data);
  }
  ~Surroundings() {
    fs::current_path(former_);
    set(former_data_ ? former_data_->c_str() : nullptr);
  }
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;

 private:
  static void set(const char* value) {
    if (value == nullptr) {
      ::unsetenv("SAE_DATA");
    } else {
      ::setenv("SAE_DATA", value, 1);
    }
  }

  fs::path former_;
  std::optional<std::string> former_data_;
};

/// Creates a folder with a file of the name of MNIST's training images.
void write_mnist_names(const fs::path& folder) {
  fs::create_directories(folder);
  std::ofstream(folder / "train-images-idx3-ubyte") << "";
}

TEST(FindFashionMnist, PrefersTheFolderOfTheEnvironment) {
  const test::TemporaryFolder folder, elsewhere;
  write_mnist_names(elsewhere.path() / "data/fashion-mnist");
  const Surroundings surroundings(elsewhere.path(), folder.path().c_str());
  EXPECT_EQ(find_fashion_mnist(), folder.path());
}

TEST(FindFashionMnist, SearchesTheWorkingFolderWithoutTheEnvironment) {
  const test::TemporaryFolder folder;
  write_mnist_names(folder.path() / "data/fashion-mnist");
  for (const char* nothing : {static_cast<const char*>(nullptr), ""}) {
    const Surroundings surroundings(folder.path(), nothing);
    EXPECT_EQ(find_fashion_mnist(), fs::path("data/fashion-mnist"));
  }
}

TEST(ReadSource, DetectsTheFormatByContentNotByName) {
  const test::TemporaryFolder folder;
  const std::string idx = format::idx_bytes({{1, 1, 2}, {3, 4}});
  const std::vector<double> values = {3, 4};
  const std::string npy =
      format::npy_bytes({format::NumberType::kFloat64, {1, 2}, std::as_bytes(std::span(values))});
  for (const std::string& bytes :
       {idx, test::gzipped(idx), npy, test::gzipped(npy), test::stored_zip({{"X.npy", npy}}),
        std::string("3,4\n"), test::gzipped("3,4\n")}) {
    const auto path = folder.write("data.bin", bytes);
    const Source source = read_source(at_path(path));
    EXPECT_EQ(test::values(source.train.features), (Values{3, 4}));
    EXPECT_FALSE(source.test.has_value());
    EXPECT_EQ(source.place, path.string());
  }
}

TEST(ReadSource, ReadsAnArrayOfAnArchive) {
  const test::TemporaryFolder folder;
  const std::vector<double> values = {3, 4};
  const std::string npy =
      format::npy_bytes({format::NumberType::kFloat64, {2}, std::as_bytes(std::span(values))});
  const auto path = folder.write("d.npz", test::stored_zip({{"X.npy", npy}, {"Z.npy", "z"}}));
  const Source source = read_source(at_path(path.string() + ":X"));
  EXPECT_EQ(test::values(source.train.features), (Values{3, 4}));
  EXPECT_EQ(source.place, path.string() + ":X");
}

TEST(ReadSource, UsesTheGivenFormat) {
  const test::TemporaryFolder folder;
  config::DataConfig config = at_path(folder.write("t.csv", "3,4\n"));
  config.format = config::DataFormat::kNpy;
  EXPECT_EQ(test::failure([&] { read_source(config); }).substr(0, 3), "3: ");
  config.format = config::DataFormat::kImages;
  EXPECT_NE(test::failure([&] {
              read_source(config);
            }).find("expected a folder of PNG, JPEG, BMP or PNM files, found a file"),
            std::string::npos);
}

TEST(ReadSource, ReadsLabelsFromAnotherFile) {
  const test::TemporaryFolder folder;
  config::DataConfig config = at_path(folder.write("t.csv", "3,4\n5,6\n"));
  config.labels = folder.write("l.idx", format::idx_bytes({{2}, {1, 0}})).string();
  const Source source = read_source(config);
  EXPECT_EQ(test::integers(source.train.labels), (std::vector<std::int64_t>{1, 0}));
}

TEST(ReadSource, GivesTheTestSetTheClassesOfTheLabelFile) {
  const test::TemporaryFolder folder;
  test::write_idx_folder(folder.path(), 3, 2);
  config::DataConfig config = at_path(folder.path());
  config.labels = folder.write("l.idx", format::idx_bytes({{3}, {7, 1, 7}})).string();
  const Source source = read_source(config);
  EXPECT_EQ(source.train.class_names, (std::vector<std::string>{"0", "1", "7"}));
  EXPECT_EQ(source.test->class_names, source.train.class_names);
  EXPECT_EQ(test::integers(source.train.labels), (std::vector<std::int64_t>{2, 1, 2}));
  EXPECT_EQ(test::integers(source.test->labels), (std::vector<std::int64_t>{0, 1}));
}

TEST(ReadSource, RefusesOptionsOfOtherFormats) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("i.idx", format::idx_bytes({{1, 1, 2}, {3, 4}}));
  config::DataConfig config = at_path(path);
  config.window = 2;
  EXPECT_EQ(test::failure([&] { read_source(config); }),
            "2: --window: expected a table, found idx in " + path.string());
  config.window = {};
  config.channels = config::Channels::kRgb;
  EXPECT_EQ(test::failure([&] { read_source(config); }),
            "2: --channels: expected image files, found idx in " + path.string());
}

TEST(ReadSource, ReadsRowsToValidateOnLikeTheTrainingRows) {
  const test::TemporaryFolder folder;
  config::DataConfig config =
      at_path(folder.write("train.csv", "age,town,kind\n1,Ulm,x\n2,Bonn,y\n"));
  config.label_column = "kind";
  config.table.categories = config::Categories::kOnehot;
  config.valid_data = folder.write("valid.csv", "kind,id,town,age\nz,7,Bonn,3\n").string();
  const Source source = read_source(config);
  ASSERT_TRUE(source.valid.has_value());
  EXPECT_EQ(test::values(source.valid->features), (Values{3, 1, 0}));
  EXPECT_EQ(class_texts(*source.valid), (std::vector<std::string>{"z"}));
  EXPECT_EQ(class_texts(source.train), (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(source.valid->class_names, source.train.class_names);
}

TEST(ReadSource, ReadsATestSetWithoutLabels) {
  const test::TemporaryFolder folder;
  config::DataConfig config = at_path(folder.write("train.csv", "a,b,kind\n1,2,0\n3,4,1\n"));
  config.label_column = "-1";
  config.test_data = folder.write("test.csv", "b,a\n6,5\n").string();
  const Source source = read_source(config);
  ASSERT_TRUE(source.test.has_value());
  EXPECT_EQ(test::values(source.test->features), (Values{5, 6}));
  EXPECT_FALSE(source.test->labels.defined());
  config.test_data = folder.write("other.csv", "c,d\n6,7\n").string();
  EXPECT_EQ(
      test::failure([&] { read_source(config); }),
      "3: " + *config.test_data + ": expected a column 'a', as in the training data, found none");
}

// All three have classes of their own.
TEST(ReadSource, ReadsRowsToValidateAndToTestOn) {
  const test::TemporaryFolder folder;
  config::DataConfig config = at_path(folder.write("train.csv", "a,kind\n1,x\n2,z\n"));
  config.label_column = "kind";
  config.valid_data = folder.write("valid.csv", "a,kind\n3,w\n").string();
  config.test_data = folder.write("test.csv", "a,kind\n4,y\n5,z\n").string();
  const Source source = read_source(config);
  EXPECT_EQ(test::values(source.valid->features), (Values{3}));
  EXPECT_EQ(test::values(source.test->features), (Values{4, 5}));
  for (const Dataset* part : {&source.train, &*source.valid, &*source.test}) {
    EXPECT_EQ(part->class_names, (std::vector<std::string>{"w", "x", "y", "z"}));
  }
  EXPECT_EQ(class_texts(source.train), (std::vector<std::string>{"x", "z"}));
  EXPECT_EQ(class_texts(*source.valid), (std::vector<std::string>{"w"}));
  EXPECT_EQ(class_texts(*source.test), (std::vector<std::string>{"y", "z"}));
}

TEST(ReadSource, RefusesOptionsOfOtherTables) {
  const test::TemporaryFolder folder;
  config::DataConfig config = at_path(folder.write("t.svm", "1 1:2\n"));
  const std::string place = " in " + *config.data;
  config.table.drop_columns = config::ColumnList{{"0"}};
  EXPECT_EQ(test::failure([&] { read_source(config); }),
            "2: --drop_columns: expected a table, found svmlight" + place);
  config.table = {};
  config.table.header = config::Header::kNo;
  EXPECT_EQ(test::failure([&] { read_source(config); }),
            "2: --header: expected a table, found svmlight" + place);
  config = at_path(folder.write("t.csv", "1,2\n"));
  config.table.features = 3;
  EXPECT_EQ(test::failure([&] { read_source(config); }),
            "2: --features: expected an SVMlight file, found table in " + *config.data);
  config.table = {};
  config.sample_axis = config::SampleAxis::kLast;
  EXPECT_EQ(test::failure([&] { read_source(config); }),
            "2: --sample_axis: expected an array, found table in " + *config.data);
}

TEST(ReadSource, LeavesRowsOfAnArrayWithMissingValuesOut) {
  const test::TemporaryFolder folder;
  const std::vector<double> values = {1, std::numeric_limits<double>::quiet_NaN(), 3};
  config::DataConfig config = at_path(folder.write(
      "x.npy",
      format::npy_bytes({format::NumberType::kFloat64, {3}, std::as_bytes(std::span(values))})));
  config.table.missing = config::Missing::kDrop;
  config.labels = folder.write("y.csv", "a\nb\nc\n").string();
  const Source source = read_source(config);
  EXPECT_EQ(test::values(source.train.features), (Values{1, 3}));
  EXPECT_EQ(class_texts(source.train), (std::vector<std::string>{"a", "c"}));
}

TEST(ReadSource, SaysThatSchema1ReadPlanarImagesInAnotherOrder) {
  const test::TemporaryFolder folder;
  const std::vector<float> values(12);
  const auto changes_of = [&](const std::vector<std::int64_t>& shape) {
    return read_source(at_path(folder.write("x.npy",
                                            format::npy_bytes({format::NumberType::kFloat32, shape,
                                                               std::as_bytes(std::span(values))}))))
        .changes;
  };
  EXPECT_EQ(changes_of({1, 3, 2, 2}),
            (std::vector<std::string>{"now arrays of [N, channels, height, width] are images"}));
  EXPECT_EQ(changes_of({1, 2, 2, 3}), std::vector<std::string>());
}

TEST(ReadSource, ReportsMissingData) {
  const test::TemporaryFolder folder;
  const std::string missing = (folder.path() / "missing").string();
  EXPECT_EQ(test::failure([&] { read_source(at_path(missing)); }),
            "3: " + missing + ": expected a file or folder of data, found nothing");
}

}  // namespace
}  // namespace sae::data
