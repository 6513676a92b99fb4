// SPDX-License-Identifier: MIT
// Tests of whether runs can be compared.
#include "batch/comparable.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/listed_runs.h"

namespace sae::batch {
namespace {

using run::ListedRun;

/// What is refused if the second of two equal runs is changed.
template <class Change>
std::string refusal(const Change& change, const char* validated_on = test::kOnTrainingRows,
                    const std::vector<std::string>& may_differ = {}) {
  const ListedRun first = test::listed_run("a", {0.5}, validated_on);
  ListedRun second = test::listed_run("b", {0.5}, validated_on);
  change(second);
  return test::failure([&] { refuse_incomparable({first, second}, may_differ); });
}

TEST(Comparable, AllowsOptionsThatAreNotOfTheData) {
  EXPECT_EQ(refusal([](ListedRun& run) {
              run.config.loss.rho = 0.5;
              run.config.train.seed = 7;
              run.config.data.data = "the same rows elsewhere";
              run.config.data.patch_count = 3;
            }),
            "no error");
}

TEST(Comparable, RefusesOtherData) {
  EXPECT_EQ(
      refusal([](ListedRun& run) { run.provenance["data"]["train_fingerprint"] = "crc32:2"; }),
      "2: /runs/a and /runs/b: expected the same training data, found crc32:1 and crc32:2");
  EXPECT_EQ(
      refusal([](ListedRun& run) { run.provenance["data"]["valid_fingerprint"] = "crc32:2"; }),
      "2: /runs/a and /runs/b: expected the same validation data, found crc32:1 and crc32:2");
  EXPECT_EQ(refusal([](ListedRun& run) { run.summary["validated_on"] = "test set"; }),
            "2: /runs/a and /runs/b: expected the same rows to validate on, found a part of the "
            "training rows and the test set");
  EXPECT_EQ(
      refusal([](ListedRun& run) { run.provenance["data"]["valid_rows"] = 50; }),
      "2: /runs/a and /runs/b: expected the same number of validation rows, found 100 and 50");
  EXPECT_EQ(refusal([](ListedRun& run) { run.schema = 1; }),
            "2: /runs/a and /runs/b: expected the same schema of config.json, found 2 and 1");
}

TEST(Comparable, RefusesOtherScales) {
  EXPECT_EQ(refusal([](ListedRun& run) { run.config.data.scale = config::Scale::kStandardize; }),
            "2: /runs/a and /runs/b: expected the same --scale, found auto and standardize");
  EXPECT_EQ(refusal([](ListedRun& run) { run.config.data.limit = 50; }),
            "2: /runs/a and /runs/b: expected the same --limit, found all and 50");
}

TEST(Comparable, ComparesSplitSeedsWhereTheyDraw) {
  const auto other_seed = [](ListedRun& run) { run.config.data.split_seed = 1; };
  EXPECT_EQ(refusal(other_seed),
            "2: /runs/a and /runs/b: expected the same --split_seed, found 0 and 1");
  EXPECT_EQ(refusal(other_seed, test::kOnTestSet), "no error");
  EXPECT_EQ(refusal(other_seed, test::kOnTrainingRows, {"split_seed"}), "no error");
}

TEST(Comparable, ComparesNoiseInValidationAlone) {
  const auto noise = [](ListedRun& run) {
    run.config.data.corrupt = config::Corruption{config::Noise::kMask, 0.5};
  };
  EXPECT_EQ(refusal(noise),
            "2: /runs/a and /runs/b: expected the same --corrupt, found off and mask:0.5");
  EXPECT_EQ(refusal([&](ListedRun& run) {
              noise(run);
              run.config.data.corrupt_eval = false;
            }),
            "no error");
}

TEST(Comparable, IgnoresRunsWithoutFigures) {
  EXPECT_EQ(refusal([](ListedRun& run) {
              run.history.clear();
              run.provenance = {};
            }),
            "no error");
}

TEST(Comparable, SaysHowToCompareAnyway) {
  ListedRun second = test::listed_run("b", {0.5});
  second.schema = 1;
  EXPECT_EQ(test::hint([&] {
              refuse_incomparable({test::listed_run("a", {1}), second}, {});
            }),
            "--force compares them although their figures are measured differently");
}

TEST(ValidatesOnTest, KnowsItBeforeTheEndOfARun) {
  EXPECT_TRUE(validates_on_test(test::listed_run("a", {1}, test::kOnTestSet)));
  EXPECT_FALSE(validates_on_test(test::listed_run("a", {1})));
  ListedRun running = test::listed_run("a", {1});
  running.summary = {};
  EXPECT_FALSE(validates_on_test(running)) << "a tenth of the same file";
  running.provenance["data"]["valid_fingerprint"] = "crc32:2";
  EXPECT_TRUE(validates_on_test(running));
  running.config.data.valid = 0.5;
  EXPECT_FALSE(validates_on_test(running));
}

}  // namespace
}  // namespace sae::batch
