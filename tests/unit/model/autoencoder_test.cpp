// SPDX-License-Identifier: MIT
// Tests of the autoencoder module.
#include "model/autoencoder.h"

#include <ATen/ops/rand.h>
#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "support/tiny_model.h"

namespace sae::model {
namespace {

using Names = std::vector<std::string>;

config::ModelConfig two_layers(bool tied) {
  config::ModelConfig config =
      test::model_config({4, 3}, Activation::kRelu, Activation::kSigmoid, Activation::kTanh);
  config.tied = tied;
  return config;
}

/// "name[sizes]" of every parameter in order.
Names describe_parameters(const AutoencoderImpl& model) {
  Names described;
  for (const auto& entry : model.named_parameters()) {
    std::string sizes;
    for (const std::int64_t size : entry.value().sizes()) sizes += " " + std::to_string(size);
    described.push_back(entry.key() + sizes);
  }
  return described;
}

TEST(Autoencoder, NamesItsParametersByPartAndLayer) {
  const Autoencoder model(two_layers(/*tied=*/false), 5, 1);
  EXPECT_EQ(describe_parameters(*model),
            (Names{"encoder.0.weight 4 5", "encoder.0.bias 4", "encoder.1.weight 3 4",
                   "encoder.1.bias 3", "decoder.0.weight 4 3", "decoder.0.bias 4",
                   "decoder.1.weight 5 4", "decoder.1.bias 5"}));
}

TEST(Autoencoder, HasNoDecoderWeightsWhenTied) {
  const Autoencoder model(two_layers(/*tied=*/true), 5, 1);
  EXPECT_EQ(describe_parameters(*model),
            (Names{"encoder.0.weight 4 5", "encoder.0.bias 4", "encoder.1.weight 3 4",
                   "encoder.1.bias 3", "decoder.0.bias 4", "decoder.1.bias 5"}));
}

TEST(Autoencoder, AppliesTheConfiguredActivations) {
  for (const bool tied : {false, true}) {
    const Network network = Autoencoder(two_layers(tied), 5, 1)->network();
    ASSERT_EQ(network.layers.size(), 4U);
    EXPECT_EQ(network.code, 1U);
    EXPECT_EQ(network.layers[0].activation, Activation::kRelu);
    EXPECT_EQ(network.layers[1].activation, Activation::kSigmoid);
    EXPECT_EQ(network.layers[2].activation, Activation::kRelu);
    EXPECT_EQ(network.layers[3].activation, Activation::kTanh);
  }
}

TEST(Autoencoder, WithOneLayerUsesNoHiddenActivation) {
  const auto config =
      test::model_config({3}, Activation::kRelu, Activation::kTanh, Activation::kIdentity);
  const Network network = Autoencoder(config, 5, 1)->network();
  ASSERT_EQ(network.layers.size(), 2U);
  EXPECT_EQ(network.code, 0U);
  EXPECT_EQ(network.layers[0].activation, Activation::kTanh);
  EXPECT_EQ(network.layers[1].activation, Activation::kIdentity);
}

TEST(Autoencoder, InitialisesWithinTheBoundOfItsInit) {
  // 40 inputs, 25 units.
  const std::vector<std::pair<config::Init, double>> bounds = {
      {config::Init::kTorch, 1 / std::sqrt(40.0)},
      {config::Init::kUfldl, std::sqrt(6.0 / 66)},
      {config::Init::kXavier, std::sqrt(6.0 / 65)},
      {config::Init::kKaiming, std::sqrt(6.0 / 40)}};
  for (const auto& [init, bound] : bounds) {
    auto config = test::model_config({25}, Activation::kRelu, Activation::kTanh, Activation::kTanh);
    config.init = init;
    const Layer layer = Autoencoder(config, 40, 1)->network().layers[0];
    const double largest = layer.weight.abs().max().item<double>();
    EXPECT_LE(largest, bound * (1 + 1e-6)) << config::enum_name(init);
    EXPECT_GT(largest, 0.99 * bound) << config::enum_name(init);
    EXPECT_EQ(layer.bias.eq(0).all().item<bool>(), init != config::Init::kTorch);
  }
}

TEST(Autoencoder, InitialisesNormalWeights) {
  auto config = test::model_config({100}, Activation::kRelu, Activation::kTopk, Activation::kTanh);
  config.init = config::Init::kNormal;
  const Layer layer = Autoencoder(config, 400, 1)->network().layers[0];
  // 40,000 draws: four standard errors.
  EXPECT_NEAR(layer.weight.std().item<double>(), 0.01, 4 * 0.01 / std::sqrt(8e4));
  EXPECT_TRUE(layer.bias.eq(0).all().item<bool>());
}

TEST(Autoencoder, ReturnsANetworkWithTheGivenNumberOfTopkUnits) {
  auto config = test::model_config({10}, Activation::kRelu, Activation::kTopk, Activation::kTanh);
  config.k = 4;
  Autoencoder model = test::tiny_model(config, 6, 1);
  const at::Tensor input = test::uniform({5, 6}, 2);
  const auto active = [](const Forward& pass) { return test::integers(pass.code.ne(0).sum(1)); };
  EXPECT_EQ(active(forward(model->network(7), input)), std::vector<std::int64_t>(5, 7));
  EXPECT_EQ(active(forward(model->network(), input)), std::vector<std::int64_t>(5, 4));
  EXPECT_EQ(active(model->forward(input)), std::vector<std::int64_t>(5, 4));
}

TEST(Autoencoder, HasTheConfiguredType) {
  auto config = two_layers(/*tied=*/false);
  EXPECT_EQ(Autoencoder(config, 5, 1)->network().layers[0].weight.scalar_type(), at::kFloat);
  config.dtype = config::Dtype::kFloat64;
  EXPECT_EQ(Autoencoder(config, 5, 1)->network().layers[3].bias.scalar_type(), at::kDouble);
}

TEST(Autoencoder, ComputesCodeAndOutputByHand) {
  const auto config =
      test::model_config({1}, Activation::kRelu, Activation::kRelu, Activation::kIdentity);
  const Autoencoder model = test::tiny_model(config, 2, 1);
  test::set_parameters(*model, {test::matrix({{2, -1}}), test::vector({1}),
                                test::matrix({{3}, {-2}}), test::vector({0.5, 0})});
  // (1, 2) has the code 2 − 2 + 1 = 1, (0, 3) relu(−3 + 1) = 0.
  const Forward pass = model->forward(test::matrix({{1, 2}, {0, 3}}));
  EXPECT_TRUE(pass.code.equal(test::matrix({{1}, {0}})));
  EXPECT_TRUE(pass.output.equal(test::matrix({{3.5, -2}, {0.5, 0}})));
}

TEST(Autoencoder, TiesEachDecoderWeightToItsMirroredEncoderWeight) {
  const Autoencoder model = test::tiny_model(two_layers(/*tied=*/true), 5, 1);
  const Network network = model->network();
  EXPECT_TRUE(network.layers[2].weight.equal(network.layers[1].weight.t()));
  EXPECT_TRUE(network.layers[3].weight.equal(network.layers[0].weight.t()));
  const at::NoGradGuard no_grad;
  model->parameters()[0].fill_(7);
  EXPECT_EQ(model->network().layers[3].weight.sum().item<double>(), 7 * 20);
}

TEST(Autoencoder, InitialisesFromItsSeedOnly) {
  const Autoencoder model(two_layers(/*tied=*/false), 5, 1);
  at::rand({100});  // Advances the global generator.
  const Autoencoder again(two_layers(/*tied=*/false), 5, 1);
  const Autoencoder other(two_layers(/*tied=*/false), 5, 2);
  for (std::size_t i = 0; i < model->parameters().size(); ++i) {
    EXPECT_TRUE(again->parameters()[i].equal(model->parameters()[i]));
    EXPECT_FALSE(other->parameters()[i].equal(model->parameters()[i]));
  }
}

TEST(Autoencoder, StartsInFloat32WithGradientsEnabled) {
  const Autoencoder model(two_layers(/*tied=*/true), 5, 1);
  for (const at::Tensor& parameter : model->parameters()) {
    EXPECT_EQ(parameter.scalar_type(), at::kFloat);
    EXPECT_TRUE(parameter.requires_grad());
  }
}

TEST(Autoencoder, ReturnsItsWidths) {
  const Autoencoder model(two_layers(/*tied=*/false), 5, 1);
  EXPECT_EQ(model->width(), 5);
  EXPECT_EQ(model->code_width(), 3);
}

TEST(DecayedWeights, ContainAllMatricesAndNoBias) {
  const Autoencoder model(two_layers(/*tied=*/false), 5, 1);
  const std::vector<DecayedWeight> weights = decayed_weights(*model);
  const Network network = model->network();
  ASSERT_EQ(weights.size(), 4U);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    EXPECT_TRUE(weights[i].weight.equal(network.layers[i].weight));
    EXPECT_EQ(weights[i].count, 1);
  }
}

TEST(DecayedWeights, CountATiedMatrixTwice) {
  const Autoencoder model(two_layers(/*tied=*/true), 5, 1);
  const std::vector<DecayedWeight> weights = decayed_weights(*model);
  ASSERT_EQ(weights.size(), 2U);
  EXPECT_EQ(weights[0].count, 2);
  EXPECT_EQ(weights[1].count, 2);
}

TEST(CountParameters, MatchesTheModel) {
  for (const bool tied : {false, true}) {
    std::int64_t count = 0;
    const Autoencoder model(two_layers(tied), 5, 1);
    for (const at::Tensor& parameter : model->parameters()) count += parameter.numel();
    EXPECT_EQ(count_parameters(two_layers(tied), 5), count);
  }
}

TEST(CountParameters, MatchesTheTutorialsNetwork) {
  config::ModelConfig config;
  config.layers = {256, 128, 64, 32, 16};
  EXPECT_EQ(count_parameters(config, 784), 490'208);
}

}  // namespace
}  // namespace sae::model
