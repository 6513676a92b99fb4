// SPDX-License-Identifier: MIT
// Compares loss terms, gradients and 50 optimiser steps with PyTorch's, from files written by
// make_golden.py.
#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cstring>
#include <map>

#include "base/text.h"
#include "config/values.h"
#include "format/file.h"
#include "format/safetensors.h"
#include "loss/objective.h"
#include "support/tiny_model.h"
#include "train/autograd_engine.h"

namespace sae {
namespace {

/// Tolerance for the largest difference of an array, relative to its largest value.
constexpr double kTolerance = 1e-12;

/// Content of one golden file.
struct Golden {
  std::map<std::string, std::string> settings;
  std::map<std::string, at::Tensor> arrays;
};

at::Tensor tensor_of(const format::NamedArray& array) {
  if (array.dtype != "F64") throw std::runtime_error(array.name + " is not float64");
  const at::Tensor tensor = at::empty(array.shape, at::kDouble);
  std::memcpy(tensor.mutable_data_ptr(), array.bytes.data(), array.bytes.size());
  return tensor;
}

Golden read_golden(const std::string& name) {
  const std::string path = std::string(SAE_GOLDEN_DIR "/") + name + ".safetensors";
  const std::string bytes = format::read_file(path, 1U << 20U, ErrorKind::kData);
  const format::SafeTensors file = format::parse_safetensors(bytes, name, format::Seal::kOptional);
  Golden golden{file.metadata, {}};
  for (const format::NamedArray& array : file.arrays) golden.arrays[array.name] = tensor_of(array);
  return golden;
}

/// A setting converted to the type of its field.
template <class T>
T setting(const Golden& golden, const std::string& name) {
  return config::ValueText<T>::parse({}, golden.settings.at(name)).value();
}

config::Config config_of(const Golden& golden) {
  config::Config config;
  config.model = test::model_config(setting<std::vector<std::int64_t>>(golden, "layers"),
                                    setting<config::Activation>(golden, "activation"),
                                    setting<config::Activation>(golden, "code_activation"),
                                    setting<config::Activation>(golden, "output_activation"));
  config.model.tied = setting<bool>(golden, "tied");
  config.loss.loss = setting<config::Reconstruction>(golden, "loss");
  config.loss.penalty = setting<config::Penalty>(golden, "penalty");
  config.loss.beta = setting<double>(golden, "beta");
  config.loss.rho = setting<double>(golden, "rho");
  config.loss.lambda = setting<double>(golden, "lambda");
  return config;
}

/// A model with the initial parameters; also checks their names and number.
model::Autoencoder start_of(const Golden& golden, const config::Config& config) {
  model::Autoencoder model(config.model, setting<std::int64_t>(golden, "width"), 0);
  model->to(at::kDouble);
  std::vector<at::Tensor> start;
  for (const auto& entry : model->named_parameters()) {
    start.push_back(golden.arrays.at("start." + entry.key()));
    EXPECT_EQ(start.back().sizes(), entry.value().sizes()) << entry.key();
  }
  const auto starts = std::ranges::count_if(
      golden.arrays, [](const auto& array) { return array.first.starts_with("start."); });
  EXPECT_EQ(static_cast<std::size_t>(starts), start.size());
  test::set_parameters(*model, start);
  return model;
}

class GoldenCase : public testing::TestWithParam<const char*> {
 protected:
  const Golden golden_ = read_golden(GetParam());
  config::Config config_ = config_of(golden_);
  model::Autoencoder model_ = start_of(golden_, config_);

  at::Tensor batch(std::int64_t index) const { return golden_.arrays.at("batches")[index]; }
  loss::LossTerms first_terms() const {
    return loss::objective(*model_, config_.loss, batch(0), batch(0));
  }

  /// Takes as many steps as the golden file has losses; compares the loss curve and the final
  /// parameters.
  void expect_same_training(const std::string& optimizer) {
    train::AutogradEngine engine(*model_, config_);
    const at::Tensor expected = golden_.arrays.at(optimizer + ".losses");
    std::vector<double> losses;
    for (std::int64_t step = 0; step < expected.numel(); ++step) {
      engine.meter().reset();
      engine.step(batch(step % golden_.arrays.at("batches").size(0)));
      losses.push_back(engine.meter().means().loss);
    }
    ASSERT_EQ(losses.size(), 50U);
    EXPECT_LT(test::distance(test::vector(losses), expected), kTolerance);
    for (const auto& entry : model_->named_parameters()) {
      const at::Tensor& end = golden_.arrays.at(optimizer + "." + entry.key());
      EXPECT_LT(test::distance(entry.value(), end), kTolerance) << entry.key();
    }
  }
};

TEST_P(GoldenCase, MatchesTheLossTerms) {
  const loss::LossTerms terms = first_terms();
  const std::vector<double> expected = test::values(golden_.arrays.at("terms"));
  ASSERT_EQ(expected.size(), 5U);
  EXPECT_NEAR(terms.loss.item<double>(), expected[0], kTolerance * expected[0]);
  EXPECT_NEAR(terms.reconstruction.item<double>(), expected[1], kTolerance * expected[1]);
  EXPECT_NEAR(terms.mse.item<double>(), expected[2], kTolerance * expected[2]);
  EXPECT_NEAR(terms.penalty.item<double>(), expected[3], kTolerance * expected[3]);
  EXPECT_NEAR(terms.decay.item<double>(), expected[4], kTolerance * expected[4]);
}

TEST_P(GoldenCase, MatchesTheGradients) {
  const auto gradients = torch::autograd::grad({first_terms().loss}, model_->parameters());
  std::size_t index = 0;
  for (const auto& entry : model_->named_parameters()) {
    const at::Tensor& expected = golden_.arrays.at("gradient." + entry.key());
    EXPECT_LT(test::distance(gradients.at(index++), expected), kTolerance) << entry.key();
  }
}

TEST_P(GoldenCase, MatchesFiftyAdamSteps) {
  config_.optim = {config::OptimizerKind::kAdam, setting<double>(golden_, "adam_lr"), 0};
  expect_same_training("adam");
}

TEST_P(GoldenCase, MatchesFiftySgdStepsWithMomentum) {
  config_.optim = {config::OptimizerKind::kSgd, setting<double>(golden_, "sgd_lr"),
                   setting<double>(golden_, "sgd_momentum")};
  expect_same_training("sgd");
}

INSTANTIATE_TEST_SUITE_P(Case, GoldenCase,
                         testing::Values("sigmoid_kl", "tied_tanh_kl", "deep_kl_per_sample",
                                         "deep_l1_all_layers", "tied_relu_l1", "bce_plain"),
                         [](const auto& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace sae
