// SPDX-License-Identifier: MIT
// Tests of the classifier, its loss and its gradient.
#include "analysis/classifier.h"

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/chunks.h"
#include "support/tensors.h"

namespace sae::analysis {
namespace {

using config::Activation;

data::Transform minmax(const at::Tensor& rows) {
  config::DataConfig config;
  config.scale = config::Scale::kMinmax;
  return data::Transform::fit(config, rows);
}

/// 4 inputs, a layer of 5, a transform, layers of 3 (tanh) and 3, and 3 classes.
Classifier deep_classifier(Activation first = Activation::kSigmoid) {
  const model::Layer layer{test::uniform({5, 4}, 1, -1, 1), test::uniform({5}, 2), first, 2};
  const model::Layer second{test::uniform({3, 5}, 3, -1, 1), test::uniform({3}, 4),
                            Activation::kTanh, 0};
  const model::Layer third{test::uniform({3, 3}, 5, -1, 1), test::uniform({3}, 6),
                           Activation::kIdentity, 0};
  Classifier classifier(
      {{data::Transform(), {layer}}, {minmax(test::uniform({9, 5}, 7, -1, 3)), {second, third}}},
      test::vector({0.5, 1, 2}), 3);
  classifier.set_softmax(test::uniform({3, 3}, 8, -1, 1), test::uniform({3}, 9));
  return classifier;
}

LabelledRows seven_rows() {
  return {test::uniform({7, 4}, 10, -1, 1), test::integer_vector({0, 1, 2, 2, 1, 0, 2})};
}

/// ‖numeric − analytic‖ / ‖numeric + analytic‖, by central differences.
double gradient_error(const Classifier& classifier, const LabelledRows& rows, double lambda) {
  const std::vector<double> analytic = test::values(evaluate(classifier, rows, lambda).gradient);
  const at::Tensor& parameters = classifier.parameters().values();
  auto* values = parameters.mutable_data_ptr<double>();
  constexpr double kStep = 1e-5;
  double difference = 0, sum = 0;
  for (std::size_t i = 0; i < analytic.size(); ++i) {
    const double before = values[i];
    values[i] = before + kStep;
    const double above = evaluate(classifier, rows, lambda).value();
    values[i] = before - kStep;
    const double below = evaluate(classifier, rows, lambda).value();
    values[i] = before;
    const double numeric = (above - below) / (2 * kStep);
    difference += std::pow(numeric - analytic[i], 2);
    sum += std::pow(numeric + analytic[i], 2);
  }
  return std::sqrt(difference / sum);
}

TEST(Classifier, ComputesLogitsByHand) {
  const model::Layer layer{test::matrix({{1, 2}}), test::vector({-1}), Activation::kRelu, 0};
  const Classifier classifier({{data::Transform(), {layer}}}, test::vector({4}), 2);
  classifier.set_softmax(test::matrix({{3}, {-1}}), test::vector({0.5, 0}));
  // h = relu(1 + 2·2 − 1) = 4, and 4/4 = 1.
  EXPECT_EQ(test::values(classifier.logits(test::matrix({{1, 2}}))),
            (std::vector<double>{3.5, -1}));
  EXPECT_EQ(test::integers(classifier.predict(test::matrix({{1, 2}, {0, 0}}))),
            (std::vector<std::int64_t>{0, 0}));
  classifier.set_softmax(test::matrix({{3}, {-1}}), test::vector({0.5, 9}));
  EXPECT_EQ(test::integers(classifier.predict(test::matrix({{1, 2}, {0, 0}}))),
            (std::vector<std::int64_t>{1, 1}));
}

TEST(Classifier, DoesNotChangeTheGivenLayers) {
  const model::Layer layer{test::matrix({{1, 2}}), test::vector({-1}), Activation::kRelu, 0};
  const Classifier classifier({{data::Transform(), {layer}}}, test::vector({1}), 2);
  classifier.parameters().values().fill_(7);
  EXPECT_EQ(test::values(layer.weight), (std::vector<double>{1, 2}));
  EXPECT_EQ(test::values(classifier.trained()[0].tensor), (std::vector<double>{7, 7}));
}

TEST(Classifier, WritesASoftmaxLayerForUnscaledCodes) {
  const Classifier classifier = deep_classifier();
  const model::NamedTensors tensors = classifier.tensors();
  std::string names;
  for (const auto& [name, tensor] : tensors) names += name + " ";
  EXPECT_EQ(names,
            "encoder.0.weight encoder.0.bias encoder.1.weight encoder.1.bias encoder.2.weight "
            "encoder.2.bias softmax.weight softmax.bias stage.1.data.offset stage.1.data.divisor ");
  EXPECT_LT(
      test::distance(tensors[6].tensor * test::vector({0.5, 1, 2}), classifier.softmax_weight()),
      1e-15);
}

// Four equally likely classes have entropy log 4.
TEST(ClassifierLoss, StartsAtTheEntropyOfAGuess) {
  const Classifier classifier({}, test::vector({1, 1}), 4);
  const train::Evaluated found =
      evaluate(classifier, {test::matrix({{1, 2}, {3, 4}}), test::integer_vector({0, 3})}, 0.1);
  EXPECT_NEAR(found.value(), std::log(4.0), 1e-15);
  EXPECT_EQ(found.terms.decay, 0);
}

TEST(ClassifierLoss, AddsDecayOfTheSoftmaxWeightsOnly) {
  const Classifier classifier({}, test::vector({1}), 2);
  classifier.set_softmax(test::matrix({{3}, {1}}), test::vector({100, 100}));
  const train::Evaluated found =
      evaluate(classifier, {test::matrix({{0}}), test::integer_vector({1})}, 0.2);
  EXPECT_NEAR(found.terms.decay, 0.1 * 10, 1e-15);
  EXPECT_NEAR(found.value(), std::log(2.0) + 1, 1e-15);
  const model::NamedTensors gradients = classifier.parameters().views(found.gradient);
  EXPECT_NEAR(gradients[0].tensor[0][0].item<double>(), 0.2 * 3, 1e-15);
  EXPECT_NEAR(gradients[1].tensor[0].item<double>(), 0.5, 1e-15);
}

TEST(ClassifierLoss, GradientMatchesFiniteDifferences) {
  for (const Activation activation :
       {Activation::kSigmoid, Activation::kRelu, Activation::kTopk, Activation::kTopkRelu}) {
    EXPECT_LT(gradient_error(deep_classifier(activation), seven_rows(), 0.3), 1e-8)
        << enum_name(activation);
  }
  EXPECT_LT(gradient_error(Classifier({}, test::vector({1, 2, 3, 4}), 3), seven_rows(), 0.3), 1e-9);
}

TEST(ClassifierLoss, DoesNotDependOnChunks) {
  const Classifier classifier = deep_classifier();
  const train::Evaluated whole = evaluate(classifier, seven_rows(), 0.3);
  for (const std::int64_t rows : {1, 3, 7, 100}) {
    const train::Evaluated found =
        evaluate(classifier, seven_rows(), 0.3, base::kChunkBytes / rows);
    EXPECT_NEAR(found.value(), whole.value(), 1e-14);
    EXPECT_LT(test::distance(found.gradient, whole.gradient), 1e-13);
  }
}

}  // namespace
}  // namespace sae::analysis
