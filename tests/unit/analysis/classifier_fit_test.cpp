// SPDX-License-Identifier: MIT
// Tests of training a classifier.
#include "analysis/classifier_fit.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::analysis {
namespace {

/// Twelve points of three classes.
LabelledRows twelve_rows() {
  return {test::matrix({{1, 2},
                        {2, 1},
                        {1.5, 1.5},
                        {0.5, 2.5},
                        {4, 1},
                        {5, 2},
                        {4.5, 0.5},
                        {3, 3},
                        {2, 5},
                        {1, 6},
                        {3, 5.5},
                        {2.5, 2}}),
          at::tensor(std::vector<std::int64_t>{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 1})};
}

FitConfig fit_config(config::OptimizerKind optimizer, std::int64_t iterations) {
  FitConfig config{{}, iterations, /*batch_size=*/5, /*lambda=*/0.01, /*seed=*/1};
  config.optim.optimizer = optimizer;
  config.optim.lr = 0.05;
  return config;
}

/// The loss after each iteration.
std::vector<double> losses_of(const Classifier& classifier, const FitConfig& config) {
  std::vector<double> losses;
  fit(classifier, twelve_rows(), config, [&](std::int64_t, double loss) {
    losses.push_back(loss);
    return Next::kContinue;
  });
  return losses;
}

// scikit-learn: LogisticRegression(C=1/(.01 * 12), tol=1e-14, solver="newton-cg"). The mean is
// subtracted from the intercepts, because softmax ignores it.
TEST(Fit, FindsTheOptimumOfScikitLearn) {
  const Classifier classifier({}, test::vector({1, 1}), 3);
  const std::vector<double> losses =
      losses_of(classifier, fit_config(config::OptimizerKind::kLbfgs, 200));
  EXPECT_NEAR(losses.back(), 0.11943178402617777, 1e-12);
  EXPECT_LT(test::distance(classifier.softmax_weight(),
                           test::matrix({{-1.7582054888479406, -1.5490482710531768},
                                         {1.7296839510702784, -0.34476818162175754},
                                         {0.0285215377776626, 1.893816452674942}})),
            1e-5);
  const at::Tensor bias = classifier.softmax_bias().detach();
  EXPECT_LT(test::distance(bias - bias.mean(), test::vector({8.04485428408147, -1.8486430738153063,
                                                             -6.1962112102661635})),
            1e-5);
}

TEST(Fit, NeverIncreasesTheFullBatchLoss) {
  const Classifier classifier({}, test::vector({1, 1}), 3);
  const std::vector<double> losses =
      losses_of(classifier, fit_config(config::OptimizerKind::kLbfgs, 30));
  EXPECT_TRUE(std::ranges::is_sorted(losses, std::ranges::greater()));
}

TEST(Fit, ApproachesTheOptimumInBatches) {
  const Classifier classifier({}, test::vector({1, 1}), 3);
  const std::vector<double> losses =
      losses_of(classifier, fit_config(config::OptimizerKind::kAdam, 400));
  EXPECT_EQ(losses.size(), 400U);
  EXPECT_LT(evaluate(classifier, twelve_rows(), 0.01).value(), 0.14);
}

TEST(Fit, DependsOnTheSeedOnly) {
  const auto weights = [](std::uint64_t seed) {
    const Classifier classifier({}, test::vector({1, 1}), 3);
    FitConfig config = fit_config(config::OptimizerKind::kAdam, 2);
    config.seed = seed;
    losses_of(classifier, config);
    return test::values(classifier.parameters().values());
  };
  EXPECT_EQ(weights(1), weights(1));
  EXPECT_NE(weights(1), weights(2));
}

TEST(Fit, StopsOnRequest) {
  std::int64_t seen = 0;
  fit(Classifier({}, test::vector({1, 1}), 3), twelve_rows(),
      fit_config(config::OptimizerKind::kLbfgs, 10), [&](std::int64_t iteration, double) {
        seen = iteration;
        return iteration == 3 ? Next::kStop : Next::kContinue;
      });
  EXPECT_EQ(seen, 3);
}

TEST(Fit, ThrowsWhenTheLossDiverges) {
  const Classifier classifier({}, test::vector({1e-320, 1}), 3);
  EXPECT_EQ(test::failure([&] {
              losses_of(classifier, fit_config(config::OptimizerKind::kAdam, 9));
            }).substr(0, 43),
            "6: iteration 1: expected a finite loss, fou");
}

}  // namespace
}  // namespace sae::analysis
