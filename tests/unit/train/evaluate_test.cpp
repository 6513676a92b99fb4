// SPDX-License-Identifier: MIT
// Tests of evaluating a model on a whole data set.
#include "train/evaluate.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/tiny_model.h"

namespace sae::train {
namespace {

using model::Activation;

/// D = 2 with an identity output: x̂ = decoder · code + bias, with code sigmoid(encoder · x).
model::Autoencoder linear_output_model() {
  return test::tiny_model(
      test::model_config({1}, Activation::kRelu, Activation::kSigmoid, Activation::kIdentity), 2,
      1);
}

/// A model with output (0, 5) and code ½ for every input.
model::Autoencoder constant_model() {
  model::Autoencoder model = linear_output_model();
  test::set_parameters(
      *model, {at::zeros({1, 2}), at::zeros({1}), at::zeros({2, 1}), test::vector({0, 5})});
  return model;
}

TEST(Evaluator, MeasuresTheErrorOfAllElements) {
  // Errors (1, −2), (3, 0), (−1, 2). Column means 1 and 5; deviations 0, 2, −2 and −2, 0, 2.
  const Evaluator evaluator(test::matrix({{1, 3}, {3, 5}, {-1, 7}}));
  const Evaluation found = evaluator.evaluate(*constant_model(), {.rho = 0.05});
  EXPECT_DOUBLE_EQ(found.mse, (1 + 4 + 9 + 0 + 1 + 4) / 6.0);
  EXPECT_DOUBLE_EQ(found.fvu, (1 + 4 + 9 + 0 + 1 + 4) / (4.0 + 4 + 4 + 4));
}

// The output is (0, 5) for every input.
TEST(RowErrors, CompareTheOutputWithTheTarget) {
  const at::Tensor input = test::matrix({{7, 7}, {8, 8}}), target = test::matrix({{1, 3}, {3, 5}});
  const at::Tensor errors = row_errors(constant_model()->network(), input, target);
  EXPECT_TRUE(errors.equal(at::tensor({(1 + 4) / 2.0, 9 / 2.0}, at::kDouble)));
}

TEST(Evaluator, FvuOfTheMeanRowIsOne) {
  const Evaluator evaluator(test::matrix({{-1, 4}, {1, 6}}));
  EXPECT_DOUBLE_EQ(evaluator.evaluate(*constant_model(), {.rho = 0.05}).fvu, 1);
}

TEST(Evaluator, MeasuresTheSparsityOfTheCode) {
  const Evaluator evaluator(test::matrix({{-1, 4}, {1, 6}}));
  const Evaluation found = evaluator.evaluate(*constant_model(), {.rho = 0.05});
  EXPECT_DOUBLE_EQ(found.sparsity.rho_hat, 0.5);
  EXPECT_EQ(found.sparsity.dead, 1);
  EXPECT_NEAR(found.sparsity.kl, 0.4946319372, 1e-10);
  EXPECT_EQ(found.unit_rates, (std::vector<double>{0}));
}

// The code tanh(0) = 0 is the rate ½ for KL: not above ½, and not a zero code.
TEST(Evaluator, UsesRatesForATanhCodeUnderKl) {
  const Evaluator evaluator(test::matrix({{-1, 4}, {1, 6}}));
  const model::Autoencoder model = test::tiny_model(
      test::model_config({1}, Activation::kTanh, Activation::kTanh, Activation::kIdentity), 2, 3);
  test::set_parameters(
      *model, {at::zeros({1, 2}), at::zeros({1}), at::zeros({2, 1}), test::vector({0, 5})});
  EXPECT_EQ(evaluator.evaluate(*model, {.penalty = config::Penalty::kKl}).sparsity.zero_codes, 0);
  EXPECT_EQ(evaluator.evaluate(*model, {.penalty = config::Penalty::kL1}).sparsity.zero_codes, 2);
}

/// A network with two encoder layers, on data with five columns.
model::Autoencoder deep_model() {
  return test::tiny_model(
      test::model_config({6, 4}, Activation::kTanh, Activation::kSigmoid, Activation::kSigmoid), 5,
      3);
}

TEST(Evaluator, GivesTheSameInChunks) {
  constexpr std::int64_t kRows = 200'001;
  const at::Tensor rows = test::uniform({kRows, 5}, 4);
  const model::Autoencoder model = deep_model();
  const model::Forward pass = model->forward(rows);
  const Evaluation found = Evaluator(rows).evaluate(*model, {.rho = 0.1});
  const double error = (pass.output - rows).square().sum().item<double>();
  const double variation = (rows - rows.mean(0, true)).square().sum().item<double>();
  EXPECT_NEAR(found.mse, error / (kRows * 5), 1e-13);
  EXPECT_NEAR(found.fvu, error / variation, 1e-13);
  EXPECT_NEAR(found.sparsity.rho_hat, pass.code.mean().item<double>(), 1e-13);
  EXPECT_NEAR(found.sparsity.rho_hat_max, pass.code.mean(0).max().item<double>(), 1e-13);
}

TEST(Evaluator, MatchesFloat64WithinFloat32Precision) {
  const at::Tensor rows = test::uniform({2345, 5}, 4);
  model::Autoencoder model = deep_model();
  const Evaluation expected = Evaluator(rows).evaluate(*model, {.rho = 0.1});
  model->to(at::kFloat);
  const Evaluation found = Evaluator(rows.to(at::kFloat)).evaluate(*model, {.rho = 0.1});
  EXPECT_NEAR(found.mse / expected.mse, 1, 1e-6);
  EXPECT_NEAR(found.fvu / expected.fvu, 1, 1e-6);
  EXPECT_NEAR(found.sparsity.kl / expected.sparsity.kl, 1, 1e-5);
}

TEST(Evaluator, DoesNotDependOnUnitOrder) {
  const at::Tensor rows = test::uniform({50, 5}, 4);
  const model::Autoencoder model = deep_model();
  const Evaluation before = Evaluator(rows).evaluate(*model, {.rho = 0.1});
  std::vector<at::Tensor> moved = test::snapshot(*model);
  const at::Tensor order = at::tensor(std::vector<std::int64_t>{2, 0, 3, 1});
  // The code's units are the rows of encoder.1 and the columns of decoder.0.
  for (const std::size_t rows_of : {2U, 3U}) {
    moved[rows_of] = moved[rows_of].index_select(0, order);
  }
  moved[4] = moved[4].index_select(1, order);
  test::set_parameters(*model, moved);
  const Evaluation after = Evaluator(rows).evaluate(*model, {.rho = 0.1});
  EXPECT_NEAR(after.mse, before.mse, 1e-15);
  EXPECT_NEAR(after.fvu, before.fvu, 1e-14);
  EXPECT_NEAR(after.sparsity.kl, before.sparsity.kl, 1e-13);
  EXPECT_NEAR(after.sparsity.hoyer, before.sparsity.hoyer, 1e-14);
  EXPECT_EQ(after.sparsity.l0, before.sparsity.l0);
  EXPECT_EQ(after.unit_rates[0], before.unit_rates[2]);
}

TEST(Evaluator, UsesTheGivenActiveK) {
  auto config = test::model_config({6}, config::Activation::kRelu, config::Activation::kTopk,
                                   config::Activation::kSigmoid);
  config.k = 4;
  const model::Autoencoder model = test::tiny_model(config, 5, 1);
  const Evaluator evaluator(test::uniform({50, 5}, 4));
  const auto l0 = [&](std::optional<std::int64_t> active_k) {
    return evaluator
        .evaluate(
            *model, {.rho = 0.1}, [] { return false; }, active_k)
        ->sparsity.l0;
  };
  EXPECT_DOUBLE_EQ(l0(2), 2);
  EXPECT_DOUBLE_EQ(l0({}), 4);
}

TEST(Evaluator, DoesNotChangeTheModel) {
  const model::Autoencoder model = deep_model();
  const auto before = test::snapshot(*model);
  Evaluator(test::uniform({50, 5}, 4)).evaluate(*model, {.rho = 0.1});
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_TRUE(model->parameters()[i].equal(before[i]));
    EXPECT_FALSE(model->parameters()[i].grad().defined());
  }
}

// By rounding, the mean of 569 times 14.62 is not 14.62. The model's output is (0, 5).
TEST(Evaluator, FvuOfEqualRowsIsNan) {
  for (const std::int64_t rows : {1, 3, 569}) {
    const at::Tensor equal = at::full({rows, 2}, 14.62, at::kDouble);
    const Evaluation found = Evaluator(equal).evaluate(*constant_model(), {.rho = 0.05});
    EXPECT_TRUE(std::isnan(found.fvu)) << rows;
    EXPECT_NEAR(found.mse, (14.62 * 14.62 + 9.62 * 9.62) / 2, 1e-10);
  }
}

TEST(Evaluator, StopsBetweenChunksOnRequest) {
  const model::Autoencoder model = test::tiny_model(
      test::model_config({3}, config::Activation::kRelu, config::Activation::kSigmoid,
                         config::Activation::kSigmoid),
      5, 1);
  const Evaluator evaluator(test::uniform({500'000, 5}, 2));
  int asked = 0;
  EXPECT_FALSE(evaluator.evaluate(*model, {.rho = 0.05}, [&] { return ++asked == 2; }).has_value());
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(evaluator.evaluate(*model, {.rho = 0.05}, [] { return false; })->mse,
            evaluator.evaluate(*model, {.rho = 0.05}).mse);
}

}  // namespace
}  // namespace sae::train
