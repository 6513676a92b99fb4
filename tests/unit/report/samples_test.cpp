// SPDX-License-Identifier: MIT
// Tests of the rows that the page shows with their active units.
#include "report/samples.h"

#include <gtest/gtest.h>

#include "model/autoencoder.h"
#include "support/reported_run.h"

namespace sae::report {
namespace {

using Rows = std::vector<std::int64_t>;

TEST(ChooseSamples, TakesExtremesSpreadRowsAndClasses) {
  const test::ReportedRun reported;
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  const std::vector<SampleGroup> groups = choose_samples(measure_run({run, split}), split.valid);
  ASSERT_EQ(groups.size(), 5U);
  EXPECT_EQ(groups[0].rows, (Rows{1, 0})) << "the worst first";
  EXPECT_EQ(groups[1].rows, (Rows{0, 1}));
  EXPECT_EQ(groups[2].rows, (Rows{0, 1}));
  EXPECT_EQ(groups[3].name, "class <b>");
  EXPECT_EQ(groups[3].rows, Rows{1});
  EXPECT_EQ(groups[4].rows, Rows{0});
}

// The code 16 of (8, 8) times the length √½ of the decoder's column.
TEST(DescribeSamples, ListsUnitsWithTheirContributions) {
  const test::ReportedRun reported;
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  const ReportSource source = {run, split};
  const Statistics statistics = measure_run(source);
  const Display display(run.transform(), split.valid, run.model().network());
  ArrayStore arrays;
  const format::Json json = describe_samples(source, statistics, {0, 1}, display, arrays);
  EXPECT_EQ(json["mse"].dump(), "[0,4]");
  EXPECT_EQ(json["units"].dump(), "[[0],[0]]");
  EXPECT_EQ(json["codes"].dump(), "[[16],[0]]");
  EXPECT_EQ(json["contributions"].dump(), "[[11.314],[0]]");
  EXPECT_TRUE(arrays.index().contains("sums"));
  EXPECT_FALSE(arrays.index().contains("noisy"));
}

}  // namespace
}  // namespace sae::report
