// SPDX-License-Identifier: MIT
// Tests of the training objective.
#include "loss/objective.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "loss/penalties.h"
#include "loss/reconstruction.h"
#include "support/slope.h"
#include "support/tiny_model.h"

namespace sae::loss {
namespace {

using config::Penalty;
using config::Reconstruction;
using model::Activation;

model::Autoencoder small_model(bool tied = false, Activation code = Activation::kSigmoid) {
  auto config = test::model_config({4, 3}, Activation::kTanh, code, Activation::kSigmoid);
  config.tied = tied;
  return test::tiny_model(config, 5, 1);
}

at::Tensor small_batch() { return test::uniform({7, 5}, 2); }

config::LossConfig weights(double beta, double lambda) {
  config::LossConfig config;
  config.beta = beta;
  config.lambda = lambda;
  return config;
}

double number(const at::Tensor& scalar) { return scalar.item<double>(); }

TEST(Weighting, MultipliesThePenaltyByBetaAndHalfTheSquaresByLambda) {
  const Weighting weighting(weights(0.3, 0.2));
  EXPECT_DOUBLE_EQ(weighting.loss(1.0, 10.0, 5.0, 0.5), 1 + 3 + 5 + 0.5);
  EXPECT_DOUBLE_EQ(weighting.decay(8.0), 0.8);
  EXPECT_EQ(
      number(weighting.loss(test::scalar(1), test::scalar(10), test::scalar(5), test::scalar(0.5))),
      weighting.loss(1.0, 10.0, 5.0, 0.5));
}

TEST(Weighting, DerivativesMatchItsSum) {
  const Weighting weighting(weights(0.3, 0.2));
  EXPECT_NEAR(
      weighting.penalty_weight(),
      test::slope([&](double penalty) { return weighting.loss(1.0, penalty, 5.0, 0.0); }, 2), 1e-9);
  for (const double uses : {1.0, 2.0}) {
    const auto decay = [&](double w) { return weighting.decay(uses * w * w); };
    EXPECT_NEAR(weighting.decay_weight(uses) * 1.5, test::slope(decay, 1.5), 1e-9);
  }
}

TEST(Objective, SumsWeightedTerms) {
  const model::Autoencoder model = small_model();
  const LossTerms terms = objective(*model, weights(0.3, 0.2), small_batch(), small_batch());
  const model::Forward pass = model->forward(small_batch());
  double squares = 0;
  for (const model::Layer& layer : model->network().layers) {
    squares += number(layer.weight.square().sum());
  }
  const double penalty = number(kl_penalty(pass.code.mean(0), 0.05, Activation::kSigmoid));
  EXPECT_NEAR(number(terms.reconstruction), number((pass.output - small_batch()).square().mean()),
              1e-15);
  EXPECT_NEAR(number(terms.penalty), penalty, 1e-14) << "the penalty is reported before beta";
  EXPECT_NEAR(number(terms.decay), 0.1 * squares, 1e-14);
  EXPECT_NEAR(number(terms.loss), number(terms.reconstruction) + 0.3 * penalty + 0.1 * squares,
              1e-14);
}

TEST(Objective, ComparesTheOutputWithTheTargetNotTheInput) {
  const model::Autoencoder model = small_model();
  const at::Tensor target = test::uniform({7, 5}, 3);
  const at::Tensor output = model->forward(small_batch()).output;
  for (const auto kind : {Reconstruction::kMse, Reconstruction::kHalfSse, Reconstruction::kBce}) {
    config::LossConfig config = weights(0, 0);
    config.loss = kind;
    const LossTerms terms = objective(*model, config, small_batch(), target);
    EXPECT_EQ(number(terms.loss), number(reconstruction_loss(kind, output, target)));
    EXPECT_NEAR(number(terms.mse), number((output - target).square().mean()), 1e-15);
  }
}

TEST(Objective, HasNoPenaltyWhenSparsityIsOff) {
  const model::Autoencoder model = small_model();
  config::LossConfig off = weights(0.3, 0);
  off.add_sparse = false;
  for (const config::LossConfig& config : {off, weights(0, 0)}) {
    const LossTerms terms = objective(*model, config, small_batch(), small_batch());
    EXPECT_EQ(number(terms.penalty), 0);
    EXPECT_EQ(number(terms.decay), 0);
    EXPECT_EQ(number(terms.loss), number(terms.reconstruction));
  }
}

TEST(Objective, UsesTheConfiguredPenalty) {
  const model::Autoencoder model = small_model();
  const model::Forward pass = model->forward(small_batch());
  const auto penalty = [&](Penalty kind) {
    config::LossConfig config = weights(0.3, 0);
    config.penalty = kind;
    config.rho = 0.2;
    return number(objective(*model, config, small_batch(), small_batch()).penalty);
  };
  EXPECT_EQ(penalty(Penalty::kKl),
            number(kl_penalty(pass.code.mean(0), 0.2, Activation::kSigmoid)));
  EXPECT_EQ(penalty(Penalty::kL1), number(l1_penalty(pass.code)));
  EXPECT_EQ(penalty(Penalty::kKlPerSample),
            number(kl_per_sample_penalty(model->network(), small_batch(), 0.2)));
  EXPECT_EQ(penalty(Penalty::kL1AllLayers), number(l1_all_layers_penalty(pass.activations)));
}

TEST(Objective, MapsATanhCodeToRates) {
  const model::Autoencoder model = small_model(/*tied=*/false, Activation::kTanh);
  config::LossConfig config = weights(1, 0);
  config.rho = -0.7;
  const at::Tensor code = model->forward(small_batch()).code;
  EXPECT_EQ(number(objective(*model, config, small_batch(), small_batch()).penalty),
            number(kl_penalty(code.mean(0), -0.7, Activation::kTanh)));
}

TEST(Objective, AlwaysReportsMse) {
  const model::Autoencoder model = small_model();
  const at::Tensor output = model->forward(small_batch()).output;
  const double mse = number((output - small_batch()).square().mean());
  for (const auto kind : {Reconstruction::kMse, Reconstruction::kHalfSse, Reconstruction::kBce}) {
    config::LossConfig config = weights(0, 0);
    config.loss = kind;
    const LossTerms terms = objective(*model, config, small_batch(), small_batch());
    EXPECT_EQ(number(terms.reconstruction),
              number(reconstruction_loss(kind, output, small_batch())));
    EXPECT_NEAR(number(terms.mse), mse, 1e-15);
    EXPECT_FALSE(terms.mse.requires_grad());
    EXPECT_TRUE(terms.loss.requires_grad());
  }
}

TEST(Objective, CountsTheDecayOfATiedMatrixTwice) {
  const model::Autoencoder tied = small_model(/*tied=*/true);
  const model::Autoencoder untied = small_model();
  const model::Network network = tied->network();
  std::vector<at::Tensor> same;
  for (const model::Layer& layer : network.layers) {
    same.push_back(layer.weight);
    same.push_back(layer.bias);
  }
  test::set_parameters(*untied, same);
  const auto terms = [](const model::Autoencoder& model) {
    return objective(*model, weights(0.3, 0.2), small_batch(), small_batch());
  };
  EXPECT_NEAR(number(terms(tied).decay), number(terms(untied).decay), 1e-14);
  EXPECT_NEAR(number(terms(tied).loss), number(terms(untied).loss), 1e-14);
}

TEST(Objective, NeverDecaysABias) {
  const model::Autoencoder model = small_model();
  const LossTerms before = objective(*model, weights(0, 0.2), small_batch(), small_batch());
  const at::NoGradGuard no_grad;
  for (at::Tensor& parameter : model->parameters()) {
    if (parameter.dim() == 1) parameter.add_(10);
  }
  const LossTerms after = objective(*model, weights(0, 0.2), small_batch(), small_batch());
  EXPECT_EQ(number(after.decay), number(before.decay));
  EXPECT_NE(number(after.reconstruction), number(before.reconstruction));
}

TEST(Objective, KeepsTheDtype) {
  model::Autoencoder model = small_model();
  model->to(at::kFloat);
  const at::Tensor batch = small_batch().to(at::kFloat);
  const LossTerms terms = objective(*model, weights(0, 0), batch, batch);
  for (const at::Tensor& term : {terms.loss, terms.mse, terms.penalty, terms.decay}) {
    EXPECT_EQ(term.scalar_type(), at::kFloat);
    EXPECT_EQ(term.dim(), 0);
  }
}

}  // namespace
}  // namespace sae::loss
