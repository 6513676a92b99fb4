// SPDX-License-Identifier: MIT
// Tests of training classifiers on the codes of trained runs.
#include "analysis/classification.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/saved_run.h"

namespace sae::analysis {
namespace {

using test::TemporaryFolder;

/// Rows of three classes: two noisy values, near one corner of the unit square per class.
data::Split corners() {
  data::Split split;
  split.place = "corners";
  const auto part = [](std::uint64_t seed) {
    data::Dataset dataset;
    std::vector<std::int64_t> labels;
    std::vector<at::Tensor> rows;
    for (std::int64_t i = 0; i < 30; ++i) {
      const std::int64_t label = i % 3;
      labels.push_back(label);
      const at::Tensor corner = test::matrix({{label == 1 ? 1.0 : 0.0, label == 2 ? 1.0 : 0.0}});
      rows.push_back(corner + test::uniform({1, 2}, seed + static_cast<std::uint64_t>(i), -.3, .3));
    }
    dataset.features = at::cat(rows);
    dataset.labels = at::tensor(labels);
    dataset.class_names = {"origin", "right", "up"};
    return dataset;
  };
  split.train = part(100);
  split.valid = part(200);
  return split;
}

std::filesystem::path small_run(const TemporaryFolder& folder, const std::string& name,
                                std::int64_t width, std::int64_t units) {
  config::Config config;
  config.model = test::model_config({units}, config::Activation::kRelu,
                                    config::Activation::kSigmoid, config::Activation::kSigmoid);
  config.model.dtype = config::Dtype::kFloat64;
  config.data.scale = config::Scale::kNone;
  return test::save_run(folder.path() / name, config, test::uniform({4, width}, 1)).folder;
}

run::Stack two_runs(const TemporaryFolder& folder) {
  return run::Stack::load({small_run(folder, "one", 2, 6), small_run(folder, "two", 6, 4)});
}

ClassifySettings quick_settings() {
  ClassifySettings settings;
  for (FitConfig* config : {&settings.softmax, &settings.whole}) {
    config->optim.optimizer = config::OptimizerKind::kLbfgs;
    config->iterations = 200;
    config->lambda = 1e-9;
    config->seed = 1;
  }
  return settings;
}

Classification learn(const run::Stack& stack, const ClassifySettings& settings) {
  const data::Split split = corners();
  return classify(stack, split, find_classes(split), settings,
                  {[](const run::AccuracyRow&) {}, [] { return 0; }});
}

TEST(Classify, LearnsRawRowsAndCodes) {
  const TemporaryFolder folder;
  const run::Stack stack = two_runs(folder);
  ClassifySettings settings = quick_settings();
  EXPECT_GE(learn(stack, settings).test.accuracy(), 0.9);
  settings.on = ClassifyOn::kRaw;
  const Classification raw = learn(stack, settings);
  EXPECT_EQ(raw.test.accuracy(), 1);
  EXPECT_EQ(raw.test.rows_of(1), 10);
  EXPECT_EQ(raw.classifier.trained().size(), 2U);
}

TEST(Classify, KeepsTheRequestedHistory) {
  const TemporaryFolder folder;
  ClassifySettings settings = quick_settings();
  settings.every = 15;
  settings.softmax.iterations = 40;
  std::vector<std::int64_t> seen;
  for (const run::AccuracyRow& row : learn(two_runs(folder), settings).history) {
    seen.push_back(row.iteration);
  }
  EXPECT_EQ(seen, (std::vector<std::int64_t>{15, 30, 40}));
}

TEST(Classify, FinetunesFromTheSoftmaxLayerTrainedOnCodes) {
  const TemporaryFolder folder;
  const run::Stack stack = two_runs(folder);
  ClassifySettings settings = quick_settings();
  const Classification on_codes = learn(stack, settings);
  settings.train = ClassifyTrain::kWhole;
  settings.whole.iterations = 40;
  const Classification whole = learn(stack, settings);
  ASSERT_EQ(whole.history.size(), 2U);
  EXPECT_EQ(whole.history[0].iteration, 0);
  EXPECT_NEAR(whole.history[0].loss, on_codes.history.back().loss, 1e-12);
  EXPECT_LT(whole.history[1].loss, whole.history[0].loss);
  EXPECT_EQ(whole.history[1].iteration, 40);
}

TEST(Classify, TrainsTheSameNetworkFromRandomWeightsAsControl) {
  const TemporaryFolder folder;
  const run::Stack stack = two_runs(folder);
  ClassifySettings settings = quick_settings();
  settings.train = ClassifyTrain::kWhole;
  settings.start = ClassifyStart::kRandom;
  const Classification fresh = learn(stack, settings);
  EXPECT_GE(fresh.test.accuracy(), 0.9);
  EXPECT_NEAR(fresh.history[0].loss, std::log(3.0), 0.05);
  EXPECT_EQ(fresh.classifier.trained().size(), 6U);
  EXPECT_EQ(learn(stack, settings).history[0].loss, fresh.history[0].loss);
  settings.whole.seed = 2;
  EXPECT_NE(learn(stack, settings).history[0].loss, fresh.history[0].loss);
}

// The effect of weight decay depends on the scale of the features.
TEST(Classify, DividesByTheDeviationsOfTheTrainingRows) {
  const TemporaryFolder folder;
  const run::Stack stack = two_runs(folder);
  ClassifySettings settings = quick_settings();
  settings.on = ClassifyOn::kRaw;
  settings.scale = FeatureScale::kDeviation;
  const Classification result = learn(stack, settings);
  const auto weight = result.classifier.tensors()[0].tensor;
  const at::Tensor rows = corners().train.features;
  const at::Tensor centred = rows - rows.mean(0);
  const at::Tensor deviation = (centred * centred).mean(0).sqrt();
  EXPECT_LT(test::distance(weight * deviation, result.classifier.softmax_weight()), 1e-12);
}

TEST(Classify, StopsOnASignalWithPartialResults) {
  const TemporaryFolder folder;
  const data::Split split = corners();
  ClassifySettings settings = quick_settings();
  settings.train = ClassifyTrain::kWhole;
  const Classification result = classify(two_runs(folder), split, find_classes(split), settings,
                                         {[](const run::AccuracyRow&) {}, [] { return 15; }});
  EXPECT_EQ(result.signal, 15);
  EXPECT_EQ(result.history.back().iteration, 1);
  EXPECT_EQ(result.test.rows(), 30);
}

TEST(ToFile, KeepsTheLayersBeforeTheSoftmaxLayer) {
  const TemporaryFolder folder;
  config::Config config;
  config.model.layers = {3, 2};
  config.model.code_activation = config::Activation::kTopk;
  config.model.k = 1;
  config.model.k_eval_factor = 2;
  config.loss.add_sparse = false;
  const at::Tensor rows = test::uniform({4, 5}, 1, 0, 9);
  const run::Stack stack =
      run::Stack::load({test::save_run(folder.path() / "run", config, rows).folder});
  const std::vector<EncoderStage> stages{{data::Transform(), stack.first().encoder().layers}};
  const train::Confusion confusion{{"cat", "dog"}, {{1, 0}, {0, 1}}};
  const Classification result{
      Classifier(stages, test::vector({1, 1}), 2), {}, confusion, confusion};
  const run::ClassifierFile file = to_file(result, stack, ClassifyOn::kCodes);
  std::string names;
  for (const auto& tensor : file.tensors) names += tensor.name + " ";
  EXPECT_EQ(names,
            "encoder.0.weight encoder.0.bias encoder.1.weight encoder.1.bias softmax.weight "
            "softmax.bias ");
  EXPECT_EQ(file.activations, (std::vector{config::Activation::kRelu, config::Activation::kTopk}));
  EXPECT_EQ(file.active_k, (std::vector<std::int64_t>{0, 2}));
  EXPECT_EQ(file.class_names, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(file.transform.tensors().size(), 2U);
  EXPECT_TRUE(to_file(result, stack, ClassifyOn::kRaw).activations.empty());
}

}  // namespace
}  // namespace sae::analysis
