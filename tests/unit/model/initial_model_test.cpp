// SPDX-License-Identifier: MIT
// Tests of the network that a run starts from.
#include "model/initial_model.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/tiny_model.h"

namespace sae::model {
namespace {

TEST(GeometricMedian, IsTheMiddleRowOfALineHoweverFarTheOthersAre) {
  EXPECT_LT(test::distance(geometric_median(test::matrix({{0, 0}, {1, 0}, {1000, 0}})),
                           test::vector({1, 0})),
            1e-6);
}

// The Fermat point of the triangle (0, 0), (1, 0), (0, 1) sees each side under 120 degrees.
TEST(GeometricMedian, IsTheFermatPointOfATriangle) {
  const double x = (3 - std::sqrt(3)) / 6;
  EXPECT_LT(test::distance(geometric_median(test::matrix({{0, 0}, {1, 0}, {0, 1}})),
                           test::vector({x, x})),
            1e-6);
}

TEST(GeometricMedian, StaysAtARowThatHoldsIt) {
  EXPECT_LT(test::distance(geometric_median(test::matrix({{2, 3}, {2, 3}, {2, 3}, {7, 3}})),
                           test::vector({2, 3})),
            1e-6);
  EXPECT_EQ(test::values(geometric_median(test::matrix({{5, -1}, {5, -1}}))),
            (std::vector<double>{5, -1}));
}

TEST(StartPreBias, SetsTheBiasOfTheOutput) {
  config::ModelConfig config;
  config.layers = {3};
  config.pre_bias = true;
  config.output_activation = config::Activation::kIdentity;
  const Autoencoder model = test::tiny_model(config, 2, 1);
  const at::Tensor rows = test::matrix({{0, 0}, {1, 0}, {8, 9}});
  const auto started = [&](config::PreBiasStart start) {
    start_pre_bias(*model, start, rows);
    return model->parameters().back().detach().clone();
  };
  EXPECT_LT(test::distance(started(config::PreBiasStart::kMean), test::vector({3, 3})), 1e-12);
  EXPECT_LT(test::distance(started(config::PreBiasStart::kGeometricMedian), test::vector({1, 0})),
            1e-6);
  EXPECT_EQ(test::values(started(config::PreBiasStart::kZero)), (std::vector<double>{0, 0}));
}

TEST(InitialModel, HasTheWeightsOfTheSeedAndTheBiasOfTheRows) {
  config::Config config;
  config.model.layers = {3};
  config.model.output_activation = config::Activation::kIdentity;
  config.train.seed = 4;
  const at::Tensor rows = test::matrix({{0, 0}, {1, 0}, {8, 9}});
  const auto plain = initial_model(config, rows)->parameters();
  config.model.pre_bias = true;
  const auto started = initial_model(config, rows)->parameters();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(plain[i].equal(started[i]));
  EXPECT_EQ(test::values(started[3].to(at::kDouble)), (std::vector<double>{3, 3}));
  config.train.seed = 5;
  EXPECT_FALSE(initial_model(config, rows)->parameters()[0].equal(plain[0]));
}

// code = relu(W (x − b_dec) + b), by hand: W = 2, b = 1, decoder 3, b_dec = −1.
TEST(PreBias, IsSubtractedFromTheInput) {
  config::ModelConfig config = test::model_config(
      {1}, config::Activation::kRelu, config::Activation::kRelu, config::Activation::kIdentity);
  config.pre_bias = true;
  const Autoencoder model = test::tiny_model(config, 1, 1);
  test::set_parameters(
      *model, {test::matrix({{2}}), test::vector({1}), test::matrix({{3}}), test::vector({-1})});
  const Forward pass = model->forward(test::matrix({{4}, {-3}}));
  EXPECT_EQ(test::values(pass.code), (std::vector<double>{11, 0}));
  EXPECT_EQ(test::values(pass.output), (std::vector<double>{32, -1}));
}

TEST(InitSae, CopiesTheDecoderIntoTheEncoder) {
  for (const auto norm : {config::DecoderNorm::kFree, config::DecoderNorm::kUnit}) {
    config::ModelConfig config;
    config.layers = {7};
    config.init = config::Init::kSae;
    config.decoder_norm = norm;
    const Autoencoder model(config, 5, 3);
    const std::vector<at::Tensor> parameters = model->parameters();
    EXPECT_TRUE(parameters[0].equal(parameters[2].t()));
    const double expected = norm == config::DecoderNorm::kUnit ? 1 : 0.1;
    EXPECT_LT((parameters[2].norm(2, 0) - expected).abs().max().item<double>(), 1e-6);
    EXPECT_EQ(parameters[1].abs().sum().item<double>(), 0);
  }
}

}  // namespace
}  // namespace sae::model
