// SPDX-License-Identifier: MIT
// Tests of what a report measures, with values computed by hand.
#include "report/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/reported_run.h"
#include "support/tensors.h"

namespace sae::report {
namespace {

TEST(MeasureRun, MeasuresTheValidationRows) {
  const test::ReportedRun reported;
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  const Statistics statistics = measure_run({run, split});
  // (−2, −2) becomes (0, 0).
  EXPECT_TRUE(statistics.row_errors.equal(test::vector({0, 4}))) << statistics.row_errors;
  EXPECT_DOUBLE_EQ(statistics.measures.mse, 2);
  EXPECT_EQ(statistics.units.table.rate[0].item<double>(), 0.5);
  EXPECT_EQ(statistics.units.table.largest[0].item<double>(), 16);
  EXPECT_EQ(statistics.units.codes.rows(), 2);
  EXPECT_EQ(statistics.tiles, std::vector<std::int64_t>{0});
  EXPECT_EQ(statistics.examples[0].strongest, std::vector<std::int64_t>{0});
  EXPECT_NEAR(statistics.units.decoder_norms[0].item<double>(), std::sqrt(0.5), 1e-6);
}

// The training codes are 2 and 6, so the unit rests at 4, which is (2, 2): the errors of the rows
// become 36 and 16 per value. A relu unit is off at 0.
TEST(MeasureRun, RestsUnitsAtTheMeanOfTheTrainingRows) {
  const test::ReportedRun reported;
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  const Statistics statistics = measure_run({run, split});
  EXPECT_EQ(statistics.units.mean[0].item<double>(), 4);
  EXPECT_EQ(statistics.units.off[0].item<double>(), 0);
  EXPECT_NEAR(statistics.units.importance.total[0].item<double>(), 26 - 2, 1e-5);
}

TEST(MeasureRun, MeasuresEachClassAndTheMean) {
  const test::ReportedRun reported;
  const run::TrainedRun run = reported.load();
  const data::Split split = reported.split();
  const Statistics statistics = measure_run({run, split});
  ASSERT_EQ(statistics.by_class.size(), 2U);
  EXPECT_EQ(statistics.by_class[0].name, "<b>");
  EXPECT_EQ(statistics.by_class[0].measures.mse, 4);
  EXPECT_EQ(statistics.by_class[1].measures.mse, 0);
  // The training mean is (2, 2).
  EXPECT_EQ(statistics.baselines[0].error.mse, (36.0 + 16) / 2);
  EXPECT_EQ(statistics.baselines[1].name, "PCA with 1 component");
}

}  // namespace
}  // namespace sae::report
