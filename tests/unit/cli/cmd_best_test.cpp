// SPDX-License-Identifier: MIT
// Tests of `sae best`.
#include "cli/cmd_best.h"

#include <gtest/gtest.h>

#include "run/metrics_file.h"
#include "support/epoch_records.h"
#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::cli {
namespace {

constexpr const char* kFinished =
    R"({"state": "finished", "validated_on": "part of the training set",
 "test_mse": 0.75})";

/// Finished runs of two values of rho with these errors, and an unfinished one with a lower error.
struct FinishedRuns {
  test::TemporaryFolder folder;

  explicit FinishedRuns(const std::string& summary = kFinished) {
    add("a1", 0.1, 1, 0.5, summary);
    add("a2", 0.1, 2, 0.25, summary);
    add("a3", 0.1, 3, 0.125, summary);
    add("b1", 0.2, 1, 0.0625, summary);
    add("b2", 0.2, 2, 2, summary);
    add("c", 0.3, 1, 0.001, R"({"state": "interrupted"})");
  }

  void add(const std::string& name, double rho, std::int64_t seed, double error,
           const std::string& summary) const {
    config::Config config = test::one_unit_config();
    config.loss.rho = rho;
    config.train.seed = seed;
    test::save_run(folder.path() / name, config, test::matrix({{1, 2}}));
    folder.write(name + "/metrics.csv", run::metrics_bytes({test::record_with_error(1, error)}));
    folder.write(name + "/summary.json", summary);
  }

  std::vector<std::string> words(std::vector<std::string> options) const {
    options.insert(options.begin(), folder.path().string());
    return options;
  }

  /// The name of the folder that the command prints.
  std::string best(const std::vector<std::string>& options) const {
    testing::internal::CaptureStdout();
    EXPECT_EQ(print_best(words(options), {}), 0);
    const std::string line = testing::internal::GetCapturedStdout();
    EXPECT_TRUE(line.ends_with("\n"));
    return std::filesystem::path(line.substr(0, line.size() - 1)).filename();
  }

  /// What the command logs.
  std::string logged(const std::vector<std::string>& options) const {
    testing::internal::CaptureStderr();
    best(options);
    return testing::internal::GetCapturedStderr();
  }

  std::string refusal(const std::vector<std::string>& options) const {
    return test::failure([&] { print_best(words(options), {}); });
  }
};

TEST(Best, IsAFinishedRun) {
  const FinishedRuns runs;
  EXPECT_EQ(runs.best({}), "b1");
  EXPECT_EQ(runs.best({"--where", "rho<.15"}), "a3");
  EXPECT_EQ(runs.best({"--by", "val_fvu"}), "a1") << "the first of equal ones";
}

TEST(Best, OfGroupsIsTheMedianRunOfTheBestMean) {
  const FinishedRuns runs;
  // Means: (.5 + .25 + .125) / 3 = .2917 and (.0625 + 2) / 2 = 1.03.
  EXPECT_EQ(runs.best({"--over", "seed"}), "a2");
  const std::string log = runs.logged({"--over", "seed"});
  EXPECT_NE(log.find("best    a2: val_mse 0.25 (mean of 3 runs: 0.29167 ± 0.19094)"),
            std::string::npos)
      << log;
  EXPECT_NE(log.find("of 5 finished runs in 2 groups"), std::string::npos) << log;
}

TEST(Best, SaysWhatItWasChosenFrom) {
  EXPECT_EQ(FinishedRuns().logged({}),
            "best    b1: val_mse 0.0625, of 5 finished runs\ntest    test_mse 0.75\n");
}

TEST(Best, WarnsOfAChoiceOnTheTestSet) {
  const FinishedRuns on_test(R"({"state": "finished", "validated_on": "test set"})");
  EXPECT_NE(on_test.logged({}).find("warning: validated on the test set"), std::string::npos);
  EXPECT_NE(FinishedRuns().logged({"--by", "test_mse"}).find("--by test_mse chooses on the test"),
            std::string::npos);
}

TEST(Best, RefusesFiguresWithoutADirection) {
  EXPECT_EQ(FinishedRuns().refusal({"--by", "val_l0"}),
            "2: --by: expected a figure of which a lower or a higher value is better, found val_l0 "
            "(limit it with --where 'val_l0<=...')");
  EXPECT_EQ(FinishedRuns().refusal({"--by", "val_ms"}),
            "2: --by: expected a figure, found 'val_ms' (did you mean 'val_mse'?)");
}

TEST(Best, SaysWhyThereIsNone) {
  const FinishedRuns runs;
  EXPECT_EQ(runs.refusal({"--where", "rho<.15,val_mse<.1"}),
            "2: --where: expected conditions that hold for a run, found none of 5 runs: rho<.15 "
            "leaves 3, val_mse<.1 leaves 0");
  EXPECT_EQ(runs.refusal({"--at", "best", "--by", "test_mse"}),
            "2: --by: expected a figure that a run has, found test_mse in none of 5 runs");
  EXPECT_EQ(FinishedRuns(R"({"state": "diverged"})").refusal({}),
            "2: expected a finished run, found none of 6");
}

}  // namespace
}  // namespace sae::cli
