// SPDX-License-Identifier: MIT
// Tests of reading a run's own rows.
#include "cli/own_rows.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/reported_run.h"
#include "support/tensors.h"

namespace sae::cli {
namespace {

TEST(ReadOwnRows, ReadsThemAsInTraining) {
  const test::ReportedRun run;
  const data::Split split = read_own_rows(run.load(), {});
  EXPECT_TRUE(split.train.features.equal(test::matrix({{1, 1}, {3, 3}}).to(at::kFloat)));
  EXPECT_EQ(split.train.fingerprint, run.load().trained_on());
}

TEST(ReadOwnRows, RefusesRowsOfAnotherWidth) {
  const test::ReportedRun run;
  const std::string wide = run.folder.write("wide.csv", "a,b,c,kind\n1,1,1,c\n2,2,2,c\n").string();
  EXPECT_EQ(test::failure([&] { read_own_rows(run.load(), wide); }).substr(0, 3), "3: ");
}

TEST(CheckTrainedOn, RefusesOtherRows) {
  const test::ReportedRun run;
  check_trained_on(run.load(), read_own_rows(run.load(), {}));
  const std::string other = run.folder.write("other.csv", "a,b,kind\n1,1,c\n2,5,c\n").string();
  EXPECT_EQ(
      test::failure([&] { check_trained_on(run.load(), read_own_rows(run.load(), other)); }),
      "3: " + other + ": expected the rows that " + run.path + " was trained on, found others");
}

}  // namespace
}  // namespace sae::cli
