// SPDX-License-Identifier: MIT
// Tests of reading the rows on which a command uses trained runs.
#include "cli/inference_rows.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/saved_run.h"
#include "support/tensors.h"

namespace sae::cli {
namespace {

using test::TemporaryFolder;

constexpr const char* kTable = "a,b,kind\n1,2,cat\n3,4,dog\n5,6,dog\n7,8,\"cat, old\"\n";

/// A run trained on two columns of a table.
run::Stack run_on_table(const TemporaryFolder& folder, const std::string& label_column = "kind") {
  config::Config config;
  config.model.layers = {3};
  config.data.data = folder.write("x.csv", kTable).string();
  config.data.label_column = label_column;
  config.data.valid = 1;
  const at::Tensor rows = test::matrix({{1, 2}, {3, 4}, {5, 6}});
  return run::Stack::load({test::save_run(folder.path() / "run", config, rows).folder});
}

/// A run trained on a column of numbers and one of texts.
run::Stack run_on_texts(const TemporaryFolder& folder) {
  config::Config config;
  config.model.layers = {3};
  config.data.data = folder.write("x.csv", "age,town\n1,Ulm\n3,Bonn\n5,Ulm\n").string();
  config.data.table.categories = config::Categories::kOnehot;
  config.data.table.columns = config::ColumnList{{"age", "town"}};
  const data::TableEncoding columns({{"age", format::ColumnKind::kNumber, {}},
                                     {"town", format::ColumnKind::kText, {"Bonn", "Ulm"}}});
  const at::Tensor rows = test::matrix({{1, 0, 1}, {3, 1, 0}, {5, 0, 1}});
  return run::Stack::load(
      {test::save_run(folder.path() / "run", config, rows, {}, "", columns).folder});
}

TEST(InferenceRows, UsesTheRunsOwnSplit) {
  const TemporaryFolder folder;
  const data::Split split = read_inference_rows(run_on_table(folder), {});
  EXPECT_EQ(split.train.rows(), 3);
  EXPECT_EQ(split.valid.rows(), 1);
}

TEST(InferenceRows, AllRowsOfOtherDataValidateByDefault) {
  const TemporaryFolder folder;
  const run::Stack run = run_on_table(folder);
  const std::string other = folder.write("y.csv", kTable).string();
  EXPECT_EQ(read_inference_rows(run, {{"data", other}}).valid.rows(), 4);
  EXPECT_EQ(read_inference_rows(run, {{"data", other}, {"valid", "2"}}).valid.rows(), 2);
  EXPECT_EQ(read_inference_rows(run, {{"data", other}, {"limit_valid", "3"}}).valid.rows(), 3);
}

TEST(InferenceRows, StreamTheTableOfTrainingByItsColumns) {
  const TemporaryFolder folder;
  const run::Stack run = run_on_texts(folder);
  const std::string own = folder.write("x.csv", "town,age\nUlm,7\nBonn,9\n").string();
  at::Tensor found;
  open_inference_rows(run, {{"data", own}}, config::Part::kValid)
      ->read(9, [&](const data::Dataset& block) {
        found = block.features;
        return true;
      });
  EXPECT_EQ(test::values(found), (std::vector<double>{7, 0, 1, 9, 1, 0}));
}

TEST(InferenceRows, RefusesRowsOfAnotherWidth) {
  const TemporaryFolder folder;
  const run::Stack run = run_on_table(folder);
  const std::string wide = folder.write("w.csv", "a,b,c,kind\n1,2,3,cat\n").string();
  EXPECT_EQ(test::failure([&] {
              read_inference_rows(run, {{"data", wide}});
            }),
            "3: " + wide + ": expected rows of 2 values, found 3");
  EXPECT_EQ(test::failure([&] {
              read_inference_rows(run, {{"limit", "0"}});
            }),
            "2: --limit: expected a whole number from 1 to 1000000000, found 0");
}

TEST(InferenceRows, AllowsOtherDataWithoutLabels) {
  const TemporaryFolder folder;
  const std::string named = folder.write("n.csv", "a,b\n1,2\n3,4\n").string();
  const std::string plain = folder.write("p.csv", "1,2\n3,4\n5,6\n").string();
  for (const char* column : {"kind", "-1", "2"}) {
    const TemporaryFolder other;
    const run::Stack run = run_on_table(other, column);
    for (const auto& [place, rows] : {std::pair(named, 2), std::pair(plain, 3)}) {
      const data::Split split = read_inference_rows(run, {{"data", place}});
      EXPECT_FALSE(split.valid.labels.defined()) << column;
      EXPECT_EQ(split.valid.rows(), rows) << column;
      EXPECT_EQ(split.valid.width(), 2) << column;
    }
    const std::string labelled = other.write("l.csv", kTable).string();
    EXPECT_TRUE(read_inference_rows(run, {{"data", labelled}}).valid.labels.defined()) << column;
  }
}

TEST(InferenceRows, RefusesIfMoreThanLabelsIsMissing) {
  const TemporaryFolder folder;
  const run::Stack run = run_on_table(folder);
  const auto refusal = [&](const std::string& table, std::vector<config::Setting> more = {}) {
    const std::string place = folder.write("n.csv", table).string();
    more.push_back({"data", place});
    return test::failure([&] { read_inference_rows(run, more); }).substr(place.size() + 3);
  };
  const std::string lacking = ": expected one column named 'kind' for the labels, found none";
  EXPECT_EQ(refusal("a,b,c\n1,2,3\n"), lacking);
  EXPECT_EQ(refusal("a,b\n1,x\n"), lacking);
  EXPECT_EQ(refusal("a,b\n1,2\n", {{"label_column", "kind"}}), lacking);
  // The label column exists, so it must not replace the missing value.
  EXPECT_EQ(refusal("a,kind\n1,2\n"), ": expected rows of 2 values, found 1");
}

TEST(InferenceRows, ReadsTheLastRunsDataInTheFirstRunsWidth) {
  const TemporaryFolder folder;
  config::Config config;
  config.model.layers = {2};
  config.data.data = folder.write("y.csv", "a,b\n1,2\n3,4\n5,6\n").string();
  config.data.valid = 1;
  config.data.encode_with = std::vector{run_on_table(folder).first().folder().string()};
  const auto second = test::save_run(folder.path() / "second", config, test::uniform({4, 3}, 1));
  const run::Stack stack = run::Stack::load({second.folder});
  ASSERT_EQ(stack.runs().size(), 2U);
  const data::Split split = read_inference_rows(stack, {});
  EXPECT_EQ(split.place, *config.data.data);
  EXPECT_EQ(split.train.width(), 2);
}

TEST(InferenceRows, FindsColumnsOfOtherDataByName) {
  const TemporaryFolder folder;
  const run::Stack run = run_on_texts(folder);
  const std::string other = folder.write("y.csv", "id,town,age\nx,Ulm,7\ny,Bonn,9\n").string();
  EXPECT_EQ(test::values(read_inference_rows(run, {{"data", other}}).valid.features),
            (std::vector<double>{7, 0, 1, 9, 1, 0}));
}

TEST(InferenceRows, GivesNewTextsZeroByChoice) {
  const TemporaryFolder folder;
  const run::Stack run = run_on_texts(folder);
  const std::string other = folder.write("y.csv", "town,age\nKiel,7\n").string();
  EXPECT_EQ(test::failure([&] {
              read_inference_rows(run, {{"data", other}});
            }),
            "3: " + other +
                ":2: column 1 (\"town\"): expected one of the 2 texts of the training data, "
                "found 'Kiel'");
  EXPECT_EQ(test::values(
                read_inference_rows(run, {{"data", other}, {"new_texts", "zero"}}).valid.features),
            (std::vector<double>{7, 0, 0}));
}

TEST(InferenceRows, FillsMissingValuesOnlyIfTheRunHasMeans) {
  const TemporaryFolder folder;
  const run::Stack run = run_on_texts(folder);
  const std::string other = folder.write("y.csv", "town,age\nUlm,\n").string();
  EXPECT_EQ(test::failure([&] {
              read_inference_rows(run, {{"data", other}, {"missing", "mean"}});
            }),
            "2: --missing mean: expected a run that was trained with it, found " +
                (folder.path() / "run").string());
}

TEST(LabelNames, MatchTheRowsClasses) {
  const TemporaryFolder folder;
  const run::Stack run = run_on_table(folder);
  const std::string other = folder.write("y.csv", kTable).string();
  EXPECT_EQ(data::class_texts(read_inference_rows(run, {{"data", other}}).valid),
            (std::vector<std::string>{"cat", "dog", "dog", "cat, old"}));
  EXPECT_TRUE(data::class_texts({}).empty());
}

}  // namespace
}  // namespace sae::cli
