// SPDX-License-Identifier: MIT
// Tests of what the plots of `sae compare` show.
#include "cli/compare_plots.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/listed_runs.h"

namespace sae::cli {
namespace {

using config::RunPlot;
using Values = std::vector<double>;

/// A run with epochs of these errors. Each lasts `seconds`.
run::ListedRun run_of(const Values& errors, double seconds = 2) {
  run::ListedRun run;
  for (const double error : errors) {
    run.history.push_back(
        test::record_with_error(static_cast<std::int64_t>(run.history.size()) + 1, error));
    run.history.back().seconds = seconds;
  }
  return run;
}

/// A run whose last epoch has these figures.
run::ListedRun run_at(double l0, double fvu, double hoyer = 0.5) {
  run::ListedRun run = run_of({0.5, 0.25});
  run.history.back().valid.fvu = fvu;
  run.history.back().valid.sparsity = test::code_of(l0, hoyer, 20);
  return run;
}

run::ListedRun run_with_budget(const std::vector<std::pair<int, double>>& points) {
  run::ListedRun run = run_of({0.5});
  for (const auto& [k, fvu] : points) run.summary["fvu_at_k"].push_back({{"k", k}, {"fvu", fvu}});
  return run;
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(PlottedRuns, AreTheRowsWithTheOptionsThatTellThemApart) {
  std::vector<run::ListedRun> runs;
  const auto add = [&](int seed, config::Penalty penalty, double rho) {
    runs.push_back(test::listed_run(std::to_string(runs.size()), {0.5}));
    runs.back().config.train.seed = seed;
    runs.back().config.loss.penalty = penalty;
    runs.back().config.loss.rho = rho;
  };
  for (const int seed : {1, 2}) {
    add(seed, config::Penalty::kKl, 0.25);
    add(seed, config::Penalty::kKl, 0.5);
    add(seed, config::Penalty::kL1, 0.5);
  }
  const auto groups = plotted_runs(batch::compare_runs(runs, {.over = {"seed"}}));
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[1].label, "rho 0.5, penalty kl");
  EXPECT_EQ(groups[2].label, "penalty l1") << "L1 has no target";
  ASSERT_EQ(groups[2].runs.size(), 2U);
  EXPECT_EQ(groups[2].runs[0].folder, "/runs/2");
  EXPECT_EQ(groups[2].runs[1].folder, "/runs/5");
  EXPECT_EQ(plotted_runs(batch::compare_runs({runs[0]}, {}))[0].label, "0") << "a folder";
}

TEST(PlottedRuns, HaveNoWordsThatFollowFromOthers) {
  std::vector<run::ListedRun> runs(3, test::listed_run("a", {0.5}));
  runs[1].config.loss.penalty = config::Penalty::kL1;
  runs[1].config.loss.beta = 0.25;
  runs[1].config.model.code_activation = config::Activation::kRelu;
  runs[2].config.model.code_activation = config::Activation::kTopk;
  const auto groups = plotted_runs(batch::compare_runs(runs, {}));
  EXPECT_EQ(groups[1].label, "beta 0.25, penalty l1") << "without code_activation relu";
  EXPECT_EQ(groups[2].label, "code_activation topk") << "neither --beta nor --penalty apply";
}

TEST(FrontPlot, ShowsTheLastEpochOfEachRun) {
  const auto plot = front_plot(RunPlot::kFrontL0,
                               {{"rho 0.1", {run_at(12, 0.25)}}, {"rho 0.2", {run_at(20, 0.125)}}});
  ASSERT_EQ(plot.points.size(), 2U);
  EXPECT_EQ(plot.points[0].label, "rho 0.1");
  EXPECT_EQ(plot.points[0].x, 12);
  EXPECT_EQ(plot.points[0].y, 0.25);
  EXPECT_EQ(plot.points[0].x_deviation, 0);
  EXPECT_TRUE(plot.points[0].member_xs.empty());
  EXPECT_EQ(plot.points[1].y, 0.125);
  EXPECT_EQ(plot.x_better, analysis::Better::kLower);
  EXPECT_TRUE(says(plot.texts.caption, "Lower left is better."));
  EXPECT_FALSE(says(plot.texts.caption, "Left out"));
}

TEST(FrontPlot, PutsHigherHoyerToTheBetterSide) {
  const auto plot = front_plot(RunPlot::kFrontHoyer, {{"a", {run_at(12, 0.25, 0.75)}}});
  EXPECT_EQ(plot.points[0].x, 0.75);
  EXPECT_EQ(plot.x_better, analysis::Better::kHigher);
  EXPECT_EQ(plot.x_kind, picture::AxisKind::kLinear);
  EXPECT_TRUE(says(plot.texts.caption, "Lower right is better."));
}

// 10, 12 and 17: mean 13, squared differences 9 + 1 + 16 = 26, divided by 2: 13. The errors .2, .3
// and .4 have mean .3 and deviation .1.
TEST(FrontPlot, ShowsMeanAndDeviationOfAGroup) {
  const auto plot = front_plot(RunPlot::kFrontL0,
                               {{"rho 0.1", {run_at(10, 0.2), run_at(12, 0.3), run_at(17, 0.4)}}});
  ASSERT_EQ(plot.points.size(), 1U);
  EXPECT_DOUBLE_EQ(plot.points[0].x, 13);
  EXPECT_DOUBLE_EQ(plot.points[0].x_deviation, std::sqrt(13.0));
  EXPECT_DOUBLE_EQ(plot.points[0].y, 0.3);
  EXPECT_NEAR(plot.points[0].y_deviation, 0.1, 1e-15);
  EXPECT_EQ(plot.points[0].member_xs, (Values{10, 12, 17}));
  EXPECT_TRUE(says(plot.texts.caption, "mean of a group of runs"));
}

TEST(FrontPlot, LeavesOutRunsWithoutValuesAndSaysSo) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto plot = front_plot(
      RunPlot::kFrontHoyer,
      {{"a", {run_at(12, 0.25)}}, {"b", {run_of({}), run_of({})}}, {"c", {run_at(3, 0.5, nan)}}});
  ASSERT_EQ(plot.points.size(), 1U);
  EXPECT_TRUE(says(plot.texts.caption,
                   "Left out: 2 of 4 runs have no epoch, 1 of 4 runs has no finite value."))
      << plot.texts.caption;
}

TEST(FrontPlot, RefusesRunsWithoutEpochs) {
  EXPECT_EQ(test::failure([] {
              front_plot(RunPlot::kFrontL0, {{"a", {run_of({})}}, {"b", {run_of({})}}});
            }),
            "2: --plot_of front_l0: expected a run with an epoch with a finite val_fvu and val_l0, "
            "found none among 2 runs");
}

TEST(CurvePlot, ShowsTheValidationErrorOverEpochs) {
  const auto plot = curve_plot(RunPlot::kEpochs, {{"a", {run_of({0.5, 0.25, 0.125})}}});
  ASSERT_EQ(plot.curves.size(), 1U);
  EXPECT_EQ(plot.curves[0].xs, (Values{1, 2, 3}));
  EXPECT_EQ(plot.curves[0].ys, (Values{0.5, 0.25, 0.125}));
  EXPECT_EQ(plot.x_kind, picture::AxisKind::kEpochs);
}

TEST(CurvePlot, SumsTheSecondsOfTheEpochs) {
  const auto plot = curve_plot(RunPlot::kSeconds, {{"a", {run_of({0.5, 0.25, 0.125}, 1.5)}}});
  EXPECT_EQ(plot.curves[0].xs, (Values{1.5, 3, 4.5}));
  EXPECT_EQ(plot.texts.x_label, "training time in seconds");
  const auto slow = curve_plot(RunPlot::kSeconds, {{"a", {run_of({0.5, 0.25, 0.125}, 240)}}});
  EXPECT_EQ(slow.curves[0].xs, (Values{4, 8, 12}));
  EXPECT_EQ(slow.texts.x_label, "training time in minutes");
}

TEST(CurvePlot, EndsACurveAtAnUnknownTime) {
  run::ListedRun run = run_of({0.5, 0.25, 0.125});
  run.history[1].seconds = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(curve_plot(RunPlot::kSeconds, {{"a", {run}}}).curves[0].xs, Values{2});
  EXPECT_EQ(curve_plot(RunPlot::kEpochs, {{"a", {run}}}).curves[0].xs, (Values{1, 2, 3}));
}

// The second run stopped after two epochs, so the mean has two.
TEST(CurvePlot, ShowsTheMeanOfAGroupWhereAllRunsHaveAPoint) {
  const auto plot = curve_plot(RunPlot::kSeconds,
                               {{"a", {run_of({0.5, 0.25, 0.125}, 1), run_of({0.25, 0.75}, 3)}}});
  EXPECT_EQ(plot.curves[0].xs, (Values{2, 4}));
  EXPECT_EQ(plot.curves[0].ys, (Values{0.375, 0.5}));
}

TEST(CurvePlot, ShowsBudgetsByTheirK) {
  const run::ListedRun narrow = run_with_budget({{1, 0.5}, {2, 0.25}, {3, 0.125}});
  const run::ListedRun wide = run_with_budget({{1, 0.75}, {2, 0.25}, {4, 0.0625}});
  const auto plot = curve_plot(RunPlot::kBudget, {{"a", {narrow}}, {"b", {narrow, wide}}});
  EXPECT_EQ(plot.curves[0].xs, (Values{1, 2, 3}));
  EXPECT_EQ(plot.curves[0].ys, (Values{0.5, 0.25, 0.125}));
  EXPECT_EQ(plot.curves[1].xs, (Values{1, 2}));
  EXPECT_EQ(plot.curves[1].ys, (Values{0.625, 0.25}));
}

TEST(CurvePlot, CountsRunsWithoutACurve) {
  const auto plot = curve_plot(
      RunPlot::kBudget,
      {{"a", {run_with_budget({{1, 0.5}})}}, {"b", {run_of({0.5})}}, {"c", {run_of({})}}});
  EXPECT_EQ(plot.curves.size(), 1U);
  EXPECT_TRUE(says(plot.texts.caption,
                   "Left out: 1 of 3 runs has no epoch, 1 of 3 runs has no budget curve."))
      << plot.texts.caption;
  const auto none = [] { curve_plot(RunPlot::kBudget, {{"b", {run_of({0.5})}}}); };
  EXPECT_EQ(test::failure(none),
            "2: --plot_of budget: expected a run with a budget curve, found none among 1 runs");
  EXPECT_EQ(test::hint(none), "finished runs have fvu_at_k in summary.json");
}

TEST(CurvePlot, SaysThatThereAreTooManyCurvesToLabel) {
  std::vector<PlottedRuns> groups(13, {"a", {run_of({0.5, 0.25})}});
  EXPECT_TRUE(says(curve_plot(RunPlot::kEpochs, groups).texts.caption, "13 curves"));
  groups.pop_back();
  EXPECT_FALSE(says(curve_plot(RunPlot::kEpochs, groups).texts.caption, "curves"));
}

TEST(DrawRuns, DrawsEachKind) {
  run::ListedRun run = run_at(12, 0.25);
  run.summary = run_with_budget({{1, 0.5}, {2, 0.25}}).summary;
  for (const auto& [kind, name] : config::kNames<RunPlot>) {
    EXPECT_EQ(draw_runs(kind, {{"rho 0.1", {run}}, {"rho 0.2", {run, run}}}).width, 1200) << name;
  }
}

}  // namespace
}  // namespace sae::cli
