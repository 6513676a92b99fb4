// SPDX-License-Identifier: MIT
// Tests of the auxiliary loss of dead units. Expected values are computed by hand.
#include "loss/auxk.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "support/slope.h"
#include "support/tiny_model.h"

namespace sae::loss {
namespace {

config::LossConfig auxk_config(double alpha, std::int64_t units, double mean_loss) {
  config::LossConfig config;
  config.auxk = alpha;
  config.auxk_units = units;
  config.mean_loss = mean_loss;
  return config;
}

at::Tensor mask(const std::vector<double>& ones) { return test::vector(ones).ne(0); }

// Half of ten values are 5: two dead units weigh 2/5, nine weigh 1.
TEST(AuxK, UsesAtMostHalfTheWidthAndWeighsByTheShareOfIt) {
  const config::LossConfig config = auxk_config(0.5, 3, 4);
  EXPECT_EQ(AuxK(config, 2, 10).units(), 2);
  EXPECT_DOUBLE_EQ(AuxK(config, 2, 10).weight(), 0.5 * 4 * 2 / 5);
  EXPECT_EQ(AuxK(config, 9, 10).units(), 3);
  EXPECT_DOUBLE_EQ(AuxK(config, 9, 10).weight(), 0.5 * 4);
  EXPECT_EQ(AuxK(auxk_config(1, 64, 1), 9, 10).units(), 5);
  for (const AuxK& none : {AuxK(config, 0, 10), AuxK(config, 9, 1)}) {
    EXPECT_EQ(none.units(), 0);
    EXPECT_EQ(none.weight(), 0);
  }
}

// Errors (1, 2) and (3, 2) are 1 from their mean (2, 2) in one value each.
TEST(ErrorSpread, IsTheSumOfSquaresAroundTheMean) {
  EXPECT_DOUBLE_EQ(error_spread(18, 32, 2), 2);
  EXPECT_EQ(error_spread(1, 2 + 1e-12, 2), 0);
}

/// Two values, three units with the encoder rows (1, 1), (1, −1) and (−1, 0), and the decoder
/// columns (2, 0), (.5, 0) and (7, 7).
model::Autoencoder three_units() {
  config::ModelConfig config = test::model_config(
      {3}, config::Activation::kRelu, config::Activation::kTopk, config::Activation::kIdentity);
  config.k = 1;
  model::Autoencoder model = test::tiny_model(config, 2, 1);
  test::set_parameters(*model, {test::matrix({{1, 1}, {1, -1}, {-1, 0}}), test::vector({0, 1, 0}),
                                test::matrix({{2, 0.5, 7}, {0, 0, 7}}), test::vector({9, 9})});
  return model;
}

// Sums of unit 1: 1 − 2 + 1 = 0 and 2 + 1 + 1 = 4; of unit 2: −1 and −2, which are never used. So
// the estimates are (0, 0) and (2, 0), the output's bias is not in them, the errors that they leave
// (1, 0) and (−2, 1), whose squares sum to 6, and the spread of the errors is 1.
TEST(AuxK, LetsDeadUnitsReconstructTheError) {
  const model::Autoencoder model = three_units();
  const at::Tensor input = test::matrix({{1, 2}, {2, -1}}), error = test::matrix({{1, 0}, {0, 1}});
  const config::LossConfig config = auxk_config(1, 64, 5);
  const auto loss = [&](const std::vector<double>& dead) {
    return auxk_loss(model->network(), config, input, error, mask(dead)).item<double>();
  };
  EXPECT_DOUBLE_EQ(loss({0, 1, 1}), 6 * 5);
  EXPECT_DOUBLE_EQ(loss({0, 1, 0}), 6 * 5);
  EXPECT_EQ(loss({0, 0, 0}), 0);
}

// One unit a row: of the units 0 and 1, row 0 takes unit 0 (3 against 0) and row 1 unit 1 (4
// against 1). Estimates (6, 0) and (2, 0) leave (−5, 0) and (−2, 1).
TEST(AuxK, TakesTheLargestSumsOfARow) {
  const model::Autoencoder model = three_units();
  const at::Tensor input = test::matrix({{1, 2}, {2, -1}}), error = test::matrix({{1, 0}, {0, 1}});
  const at::Tensor loss =
      auxk_loss(model->network(), auxk_config(1, 1, 1), input, error, mask({1, 1, 0}));
  EXPECT_DOUBLE_EQ(loss.item<double>(), 25 + 4 + 1);
}

TEST(AuxK, IsZeroIfAllErrorsAreEqual) {
  const at::Tensor input = test::matrix({{1, 2}, {2, -1}}), error = test::matrix({{1, 3}, {1, 3}});
  const at::Tensor loss =
      auxk_loss(three_units()->network(), auxk_config(1, 1, 1), input, error, mask({1, 1, 0}));
  EXPECT_EQ(loss.item<double>(), 0);
}

// The error is a constant. With pre_bias the output's bias moves the sums, and so the loss.
TEST(AuxK, HasTheGradientOfItsValue) {
  config::ModelConfig config = test::model_config(
      {8}, config::Activation::kRelu, config::Activation::kTopk, config::Activation::kIdentity);
  config.k = 2;
  config.pre_bias = true;
  const model::Autoencoder model = test::tiny_model(config, 6, 3);
  const at::Tensor input = test::uniform({5, 6}, 1), error = test::uniform({5, 6}, 2, -1, 1);
  const at::Tensor dead = mask({1, 0, 1, 1, 0, 1, 1, 0});
  const auto loss = [&] {
    return auxk_loss(model->network(), auxk_config(0.5, 2, 3), input, error, dead);
  };
  const std::vector<at::Tensor> parameters = model->parameters();
  const auto gradients = torch::autograd::grad({loss()}, parameters);
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    auto* values = parameters[i].mutable_data_ptr<double>();
    const std::vector<double> found = test::values(gradients[i]);
    for (std::size_t at = 0; at < found.size(); ++at) {
      const double value = values[at];
      const double expected = test::slope(
          [&](double x) {
            values[at] = x;
            return loss().item<double>();
          },
          value);
      values[at] = value;
      EXPECT_NEAR(found[at], expected, 1e-7) << "parameter " << i << ", value " << at;
    }
  }
}

}  // namespace
}  // namespace sae::loss
