// SPDX-License-Identifier: MIT
// Tests of the tables of `sae compare`.
#include "cli/compare_views.h"

#include <gtest/gtest.h>

#include "support/listed_runs.h"

namespace sae::cli {
namespace {

using batch::Comparison;
using format::Json;

/// Runs of two seeds; the second one is not finished and has half of the epochs.
std::vector<run::ListedRun> two_runs(const char* validated_on = test::kOnTrainingRows) {
  std::vector<run::ListedRun> runs = {test::listed_run("a", {0.5, 0.0123456}, validated_on),
                                      test::listed_run("b|c", {0.25}, validated_on)};
  runs[0].config.model.layers = {512, 64};
  runs[1].config.train.seed = 1;
  runs[1].state = "interrupted";
  return runs;
}

batch::ComparisonPlan some_figures() {
  batch::ComparisonPlan plan;
  plan.figures = {"val_mse", "val_l0", "val_hoyer", "val_dead"};
  return plan;
}

/// Three runs of one group, and one of another.
Comparison groups() {
  std::vector<run::ListedRun> runs;
  for (const double error : {0.01, 0.02, 0.045, 0.1}) {
    runs.push_back(test::listed_run("r" + std::to_string(runs.size()), {error}));
    runs.back().config.train.seed = static_cast<std::int64_t>(runs.size());
  }
  runs.back().config.loss.rho = 0.1;
  batch::ComparisonPlan plan;
  plan.figures = {"val_mse", "val_dead"};
  plan.over = {"seed"};
  return batch::compare_runs(std::move(runs), plan);
}

TEST(ComparisonText, AlignsNumbersWithFiveDigits) {
  EXPECT_EQ(comparison_text(batch::compare_runs(two_runs(), some_figures())),
            "run  state        seed  layers  val_mse ↓  val_l0  val_hoyer ↑  val_dead ↓\n"
            "a    finished        0  512,64    0.01235  10.500       11.500          13\n"
            "b|c  interrupted     1  512       0.25000  10.500       11.500          13\n");
}

TEST(ComparisonText, HasAStateOnlyIfARunIsNotFinished) {
  auto runs = two_runs();
  runs[1].state = "finished";
  runs[1].history.clear();
  EXPECT_EQ(comparison_text(batch::compare_runs(runs, some_figures())),
            "run  seed  layers  val_mse ↓  val_l0  val_hoyer ↑  val_dead ↓\n"
            "a       0  512,64   0.012346  10.500       11.500          13\n"
            "b|c     1  512             –       –            –           –\n");
}

TEST(ComparisonText, HasMeanAndDeviationOfGroups) {
  // numpy: mean([.01, .02, .045]) = .025, std(ddof=1) = .018027756
  EXPECT_EQ(comparison_text(groups()),
            " rho  n          val_mse ↓  val_dead ↓\n"
            "0.05  3  0.02500 ± 0.01803      13 ± 0\n"
            " 0.1  1        0.10000 ± –      13 ± –\n");
}

TEST(ComparisonText, NarrowsOptionsToTheTerminal) {
  auto runs = two_runs();
  runs[0].config.data.data = "folder/of/rows.csv";
  runs[1].state = "finished";
  batch::ComparisonPlan plan;
  plan.figures = {"val_mse"};
  const Comparison comparison = batch::compare_runs(runs, plan);
  const std::string whole = comparison_text(comparison);
  EXPECT_NE(whole.find("folder/of/rows.csv"), std::string::npos);
  const std::string narrow = comparison_text(comparison, 40);
  EXPECT_EQ(narrow,
            "run  seed  layers  data        val_mse ↓\n"
            "a       0  512,64  folder/of…    0.01235\n"
            "b|c     1  512     FashionMN…    0.25000\n");
}

TEST(ComparisonText, SaysWhatWasChosenOnTheTestSet) {
  const std::string text =
      comparison_text(batch::compare_runs(two_runs(test::kOnTestSet), some_figures()));
  EXPECT_TRUE(text.ends_with(
      "\nvalidated on the test set: a run chosen by these figures was chosen on it; train with "
      "--valid 0.1 to choose on other rows\n"))
      << text;
}

TEST(ComparisonText, SaysWhyTestFiguresAreEmpty) {
  auto runs = two_runs();
  runs[0].summary["test_mse"] = 0.5;
  batch::ComparisonPlan plan = some_figures();
  plan.at = config::Weights::kBest;
  const std::string text = comparison_text(batch::compare_runs(runs, plan));
  EXPECT_NE(text.find("test_mse ↓\n"), std::string::npos) << text;
  EXPECT_TRUE(
      text.ends_with("\nthe test set was measured with the weights of the last epoch: its "
                     "figures are empty here, and there with --at last\n"))
      << text;
}

TEST(ComparisonMarkdown, IsATable) {
  EXPECT_EQ(comparison_markdown(batch::compare_runs(two_runs(), some_figures())),
            "| run | state | seed | layers | val_mse ↓ | val_l0 | val_hoyer ↑ | val_dead ↓ |\n"
            "|---|---|---:|---|---:|---:|---:|---:|\n"
            "| a | finished | 0 | 512,64 | 0.01235 | 10.500 | 11.500 | 13 |\n"
            "| b\\|c | interrupted | 1 | 512 | 0.25000 | 10.500 | 11.500 | 13 |\n");
}

TEST(ComparisonCsv, HasAllDigits) {
  EXPECT_EQ(comparison_csv(batch::compare_runs(two_runs(), some_figures())),
            "run,state,seed,layers,val_mse,val_l0,val_hoyer,val_dead\n"
            "a,finished,0,\"512,64\",0.0123456,10.5,11.5,13\n"
            "b|c,interrupted,1,512,0.25,10.5,11.5,13\n");
}

TEST(ComparisonCsv, NamesTheRunsOfGroups) {
  const std::string csv = comparison_csv(groups());
  EXPECT_TRUE(csv.starts_with(
      "runs,rho,n,val_mse_mean,val_mse_std,val_dead_mean,val_dead_std\nr0;r1;r2,0.05,3,0.0"))
      << csv;
  EXPECT_TRUE(csv.ends_with("\nr3,0.1,1,0.1,,13,\n")) << csv;
}

TEST(ComparisonJson, HasTypedValues) {
  auto runs = two_runs(test::kOnTestSet);
  runs[1].history.clear();
  const Json json = comparison_json(batch::compare_runs(runs, some_figures()));
  EXPECT_EQ(json["metrics"][0], Json({{"name", "val_mse"}, {"direction", "lower"}}));
  EXPECT_EQ(json["metrics"][1]["direction"], "none");
  EXPECT_EQ(json["options"], Json({"seed", "layers"}));
  EXPECT_EQ(json["at"], "last");
  EXPECT_EQ(json["chosen_on_test"], true);
  EXPECT_EQ(json["runs"][0]["run"], "a");
  EXPECT_EQ(json["runs"][0]["folder"], "/runs/a");
  EXPECT_EQ(json["runs"][0]["options"], Json({{"seed", 0}, {"layers", {512, 64}}}));
  EXPECT_EQ(json["runs"][0]["figures"]["val_mse"], 0.0123456);
  EXPECT_EQ(json["runs"][1]["state"], "interrupted");
  EXPECT_TRUE(json["runs"][1]["figures"]["val_mse"].is_null());
}

TEST(ComparisonJson, HasGroups) {
  const Json json = comparison_json(groups());
  EXPECT_FALSE(json.contains("runs"));
  EXPECT_EQ(json["groups"][0]["runs"], Json({"r0", "r1", "r2"}));
  EXPECT_EQ(json["groups"][0]["n"], 3);
  EXPECT_EQ(json["groups"][0]["options"], Json({{"rho", 0.05}}));
  EXPECT_NEAR(json["groups"][0]["figures"]["val_mse_std"].get<double>(), 0.018027756, 1e-9);
  EXPECT_TRUE(json["groups"][1]["figures"]["val_mse_std"].is_null());
}

}  // namespace
}  // namespace sae::cli
