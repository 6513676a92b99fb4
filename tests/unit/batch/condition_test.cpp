// SPDX-License-Identifier: MIT
// Tests of conditions on runs.
#include "batch/condition.h"

#include <gtest/gtest.h>

#include "support/failure.h"

namespace sae::batch {
namespace {

/// A finished run of the textbook penalty with these figures.
RunValues finished_run() {
  RunValues run = values_of({}, config::Weights::kLast);
  run.state = "finished";
  run.figures = {{"val_mse", 0.25}, {"val_l0", 32}};
  return run;
}

/// Whether all conditions hold for finished_run.
bool all_hold(const std::string& typed) {
  const RunValues run = finished_run();
  for (const RunCondition& condition : parse_conditions(typed)) {
    if (!holds(condition, run)) return false;
  }
  return true;
}

TEST(Condition, ComparesNumbersAsNumbers) {
  for (const char* typed : {"val_l0<=32", "val_l0>=32", "val_l0=32.0", "val_l0<100", "val_l0>4",
                            "val_l0!=3", "rho=.05", "rho<1e-1", "epochs=10"}) {
    EXPECT_TRUE(all_hold(typed)) << typed;
  }
  for (const char* typed : {"val_l0<32", "val_l0>32", "val_l0!=32", "val_l0<=4", "rho>.05"}) {
    EXPECT_FALSE(all_hold(typed)) << typed;
  }
}

TEST(Condition, ComparesWordsInUsualForm) {
  for (const char* typed : {"penalty=kl", "penalty!=l1", "state=finished", "tied=no", "tied=0",
                            "limit=all", "layers=512", "reg_param=1e-3"}) {
    EXPECT_TRUE(all_hold(typed)) << typed;
  }
  for (const char* typed : {"penalty=l1", "state!=finished", "tied=yes", "layers=512,64"}) {
    EXPECT_FALSE(all_hold(typed)) << typed;
  }
}

TEST(Condition, SeveralMustAllHold) {
  EXPECT_TRUE(all_hold("penalty = kl , val_l0 <= 32 and val_mse<1"));
  EXPECT_FALSE(all_hold("penalty=kl and val_l0<=3"));
  const auto conditions = parse_conditions("layers=512,64,rho<.5");
  ASSERT_EQ(conditions.size(), 2U);
  EXPECT_EQ(conditions[0].text(), "layers=512,64");
  EXPECT_EQ(conditions[1].text(), "rho<.5");
}

TEST(Condition, DoesNotHoldWithoutTheFigure) {
  EXPECT_FALSE(all_hold("test_mse<1"));
  EXPECT_FALSE(all_hold("test_mse!=1"));
  EXPECT_FALSE(all_hold("k<10")) << "no active units are set";
}

TEST(Condition, RefusesWhatItCannotRead) {
  const auto refusal = [](const std::string& typed) {
    return test::failure([&] { parse_conditions(typed); });
  };
  const std::string expected =
      "2: --where: expected a name, one of <=, >=, <, >, = and !=, and a value, such as "
      "val_l0<=32, found ";
  EXPECT_EQ(refusal("val_l0"), expected + "'val_l0'");
  EXPECT_EQ(refusal("val_l0<"), expected + "'val_l0<'");
  EXPECT_EQ(refusal("val_l0==3"), expected + "'val_l0==3'");
  EXPECT_EQ(refusal("val_l0=<3"), expected + "'val_l0=<3'");
  EXPECT_EQ(refusal("val_l0!3"), expected + "'val_l0!3'");
  EXPECT_EQ(refusal(""), expected + "''");
  EXPECT_EQ(refusal("val_lo<3"),
            "2: --where: expected a figure or an option of sae_train, found 'val_lo' (did you "
            "mean 'val_l0'?)");
  EXPECT_EQ(refusal("val_l0<low"), "2: --where: expected a number after val_l0<, found 'low'");
  EXPECT_EQ(refusal("penalty<l1"), "2: --where: expected a number after penalty<, found 'l1'");
  EXPECT_EQ(refusal("state=done"),
            "2: --where: expected a state (finished, interrupted, diverged, running, stopped, "
            "imported), found 'done'");
  EXPECT_NE(refusal("penalty=l2").find("--penalty: expected kl, l1"), std::string::npos);
}

}  // namespace
}  // namespace sae::batch
