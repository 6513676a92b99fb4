// SPDX-License-Identifier: MIT
// Tests of comparisons of runs.
#include "batch/comparison.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/listed_runs.h"

namespace sae::batch {
namespace {

using run::ListedRun;
using Names = std::vector<std::string>;

/// Two values of rho with three and two seeds.
std::vector<ListedRun> five_runs() {
  const auto make = [](const std::string& name, double rho, std::int64_t seed, double error) {
    ListedRun run = test::listed_run(name, {error});
    run.config.loss.rho = rho;
    run.config.train.seed = seed;
    return run;
  };
  return {make("e", 0.1, 1, 0.25), make("d", 0.05, 1, 1), make("c", 0.1, 2, 0.5),
          make("b", 0.05, 2, 2), make("a", 0.05, 3, 4.5)};
}

Names names_after(const ComparisonPlan& plan, std::vector<ListedRun> runs = five_runs()) {
  return compare_runs(std::move(runs), plan).names;
}

TEST(Statistics, HaveTheDeviationOfTheSample) {
  // numpy.mean and numpy.std(ddof=1) of [1, 2, 4.5].
  const Statistic three = statistic_of({1, 2, 4.5});
  EXPECT_EQ(three.runs, 3U);
  EXPECT_DOUBLE_EQ(*three.mean, 2.5);
  EXPECT_DOUBLE_EQ(*three.deviation, 1.8027756377319946);
  EXPECT_EQ(*statistic_of({3}).mean, 3);
  EXPECT_FALSE(statistic_of({3}).deviation.has_value());
  EXPECT_FALSE(statistic_of({}).mean.has_value());
}

TEST(Comparison, HasARowForEachRunInItsOrder) {
  const Comparison comparison = compare_runs(five_runs(), {});
  EXPECT_EQ(comparison.names, (Names{"e", "d", "c", "b", "a"}));
  EXPECT_EQ(comparison.options, (Names{"rho", "seed"}));
  EXPECT_EQ(comparison.figures, (Names{"val_mse", "val_fvu", "val_l0", "val_hoyer", "val_dead"}));
  ASSERT_EQ(comparison.rows.size(), 5U);
  EXPECT_EQ(comparison.rows[4].runs, std::vector<std::size_t>{4});
  EXPECT_EQ(comparison.rows[4].figures[0].mean, 4.5);
  EXPECT_FALSE(comparison.chosen_on_test);
}

TEST(Comparison, SortsTheBestFirst) {
  ComparisonPlan plan;
  plan.sort = "val_mse";
  EXPECT_EQ(names_after(plan), (Names{"e", "c", "d", "b", "a"}));
  plan.order = SortOrder::kBestLast;
  EXPECT_EQ(names_after(plan), (Names{"a", "b", "d", "c", "e"}));
  plan.sort = "rho";
  EXPECT_EQ(names_after(plan), (Names{"e", "c", "d", "b", "a"})) << "equal ones keep their order";
}

TEST(Comparison, SortsHigherFirstWhereItIsBetter) {
  std::vector<ListedRun> runs = five_runs();
  runs[3].history.back().valid.sparsity.hoyer = 99;
  ComparisonPlan plan;
  plan.sort = "val_hoyer";
  EXPECT_EQ(names_after(plan, runs), (Names{"b", "e", "d", "c", "a"}));
  plan.order = SortOrder::kBestLast;
  EXPECT_EQ(names_after(plan, runs), (Names{"e", "d", "c", "a", "b"}));
}

TEST(Comparison, PutsRunsWithoutAValueLast) {
  std::vector<ListedRun> runs = five_runs();
  runs[0].history.clear();
  ComparisonPlan plan;
  plan.sort = "val_mse";
  EXPECT_EQ(names_after(plan, runs).back(), "e");
  plan.order = SortOrder::kBestLast;
  EXPECT_EQ(names_after(plan, runs).back(), "e");
}

TEST(Comparison, GroupsTheRunsThatDifferOnlyInSomeOptions) {
  ComparisonPlan plan;
  plan.over = {"seed"};
  plan.figures = {"val_mse"};
  const Comparison comparison = compare_runs(five_runs(), plan);
  EXPECT_EQ(comparison.options, Names{"rho"});
  EXPECT_EQ(comparison.names, (Names{"e", "c", "d", "b", "a"})) << "runs stand with their group";
  ASSERT_EQ(comparison.rows.size(), 2U);
  EXPECT_EQ(comparison.rows[0].runs, (std::vector<std::size_t>{0, 1}));
  EXPECT_DOUBLE_EQ(*comparison.rows[0].figures[0].mean, 0.375);
  EXPECT_DOUBLE_EQ(*comparison.rows[1].figures[0].mean, 2.5);
  EXPECT_DOUBLE_EQ(*comparison.rows[1].figures[0].deviation, 1.8027756377319946);
}

TEST(Comparison, SortsGroupsByTheirMeans) {
  ComparisonPlan plan;
  plan.over = {"seed"};
  plan.sort = "val_mse";
  plan.order = SortOrder::kBestLast;
  EXPECT_EQ(names_after(plan), (Names{"d", "b", "a", "e", "c"}));
  plan.sort = "seed";
  EXPECT_EQ(test::failure([&] { names_after(plan); }),
            "2: --sort: expected a figure or an option that the groups of --over have in common, "
            "found 'seed'");
}

TEST(Comparison, GroupsRunsOfOtherMachines) {
  std::vector<ListedRun> runs = five_runs();
  runs[0].config.train.threads = 4;
  ComparisonPlan plan;
  plan.over = {"seed"};
  EXPECT_EQ(compare_runs(runs, plan).rows.size(), 2U);
  plan.over = {"seed", "rho"};
  const Comparison one_group = compare_runs(runs, plan);
  EXPECT_EQ(one_group.rows.size(), 1U);
  EXPECT_EQ(one_group.options, Names{});
}

TEST(Comparison, ShowsTestFiguresBesideThoseOfValidation) {
  std::vector<ListedRun> runs = {test::listed_run("a", {1}), test::listed_run("b", {2})};
  runs[1].summary["test_mse"] = 0.5;
  const Comparison usual = compare_runs(runs, {});
  EXPECT_EQ(usual.figures,
            (Names{"val_mse", "val_fvu", "val_l0", "val_hoyer", "val_dead", "test_mse"}));
  EXPECT_FALSE(usual.rows[0].figures.back().mean.has_value());
  EXPECT_EQ(usual.rows[1].figures.back().mean, 0.5);
  ComparisonPlan plan;
  plan.figures = {"val_mse", "val_n_eff", "seconds"};
  EXPECT_EQ(compare_runs(runs, plan).figures,
            (Names{"val_mse", "val_n_eff", "seconds", "test_mse"}));
}

TEST(Comparison, SaysThatTheTestSetValidates) {
  std::vector<ListedRun> runs = {test::listed_run("a", {1}, test::kOnTestSet)};
  runs[0].summary["test_mse"] = 1;
  const Comparison comparison = compare_runs(runs, {});
  EXPECT_TRUE(comparison.chosen_on_test);
  EXPECT_EQ(comparison.figures.back(), "val_dead") << "the test figures would be the same ones";
}

TEST(MatchingRuns, SaysWhatEachConditionLeaves) {
  const auto conditions = parse_conditions("rho<0.1,val_mse<1,seed=1");
  EXPECT_EQ(
      test::failure([&] { matching_runs(five_runs(), conditions, config::Weights::kLast); }),
      "2: --where: expected conditions that hold for a run, found none of 5 runs: rho<0.1 leaves "
      "3, val_mse<1 leaves 0, seed=1 leaves 0");
  const auto matching =
      matching_runs(five_runs(), parse_conditions("rho=.1"), config::Weights::kLast);
  ASSERT_EQ(matching.size(), 2U);
  EXPECT_EQ(matching[1].folder, "/runs/c");
}

TEST(MedianRun, IsTheBetterOneOfTwoInTheMiddle) {
  ComparisonPlan plan;
  plan.over = {"seed"};
  const Comparison comparison = compare_runs(five_runs(), plan);
  const auto median = [&](std::size_t row, const std::string& figure) {
    const auto run = median_run(comparison, comparison.rows[row], figure);
    return run ? comparison.names[*run] : "none";
  };
  EXPECT_EQ(median(0, "val_mse"), "e") << "0.25 of 0.25 and 0.5";
  EXPECT_EQ(median(1, "val_mse"), "b") << "2 of 1, 2 and 4.5";
  EXPECT_EQ(median(0, "test_mse"), "none");
}

}  // namespace
}  // namespace sae::batch
