// SPDX-License-Identifier: MIT
// Compares the objective's derivatives with central finite differences in float64, for every
// network and loss that can be configured.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/remainder.h>
#include <ATen/ops/sigmoid.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "loss/objective.h"
#include "support/tiny_model.h"

namespace sae {
namespace {

using config::Activation;
using config::Penalty;
using config::Reconstruction;

constexpr std::int64_t kWidth = 6;
constexpr std::int64_t kBatch = 7;
constexpr std::int64_t kClasses = 3;
/// A central difference has an error of about step² in theory and 1e-16/step by rounding: 1e-10 and
/// 1e-11.
constexpr double kStep = 1e-5;
/// ReLU and |v| have a kink where a pre-activation is 0. A step changes a pre-activation by at most
/// kStep times an input or a few weights, so at this distance none crosses its kink. For such small
/// weights the means used by a KL are near ½, far from the clamp.
constexpr double kKinkDistance = 100 * kStep;
/// Keeps the thresholds of soft_threshold below the sigmoids: a mean code near 0, where kl is
/// steep, would need smaller steps.
constexpr double kThresholdFactor = 0.1;
/// Tolerance for ‖numeric − analytic‖/‖numeric + analytic‖; the largest seen was 4e-10.
constexpr double kTolerance = 1e-8;

/// Parameters of a test: a network and all terms of its loss.
struct Setting {
  std::vector<std::int64_t> layers;
  bool tied;
  Activation hidden, code, output;
  Penalty penalty;
  Reconstruction loss;
};

/// kl needs a code in [0, 1], or in [−1, 1], which it maps to [0, 1]; penalties with norms a relu
/// code and a decoder of one layer. topk has no penalty, so it occurs once.
bool allowed(Penalty penalty, Activation code, std::size_t layers) {
  if (config::keeps_largest(code)) return penalty == Penalty::kL1;
  if (config::takes_norms(penalty)) return code == Activation::kRelu && layers == 1;
  if (config::is_share_of_variance(penalty)) return false;  // of jumprelu
  return penalty != Penalty::kKl || code == Activation::kSigmoid || code == Activation::kTanh ||
         code == Activation::kSoftThreshold;
}

/// All values of an enumeration.
template <class Enum>
std::vector<Enum> all_of() {
  std::vector<Enum> values;
  for (const auto& entry : config::kNames<Enum>) values.push_back(entry.value);
  return values;
}

/// Networks of one depth. With one layer there is no hidden activation to vary.
std::vector<Setting> networks(const std::vector<std::int64_t>& layers) {
  std::vector<Setting> found;
  const auto hidden_choices = layers.size() > 1
                                  ? std::vector{Activation::kIdentity, Activation::kRelu,
                                                Activation::kSigmoid, Activation::kTanh}
                                  : std::vector{Activation::kRelu};
  for (const bool tied : {false, true}) {
    for (const Activation hidden : hidden_choices) {
      for (const Activation code : all_of<Activation>()) {
        // Those of jumprelu's thresholds are no differences, and batchtopk takes rows together:
        // tests/property and the unit tests of layers and penalties.
        if (config::keeps_above(code)) continue;
        found.push_back({layers, tied, hidden, code, {}, {}, {}});
      }
    }
  }
  return found;
}

/// Every network of a depth with every allowed penalty and every loss. bce needs a sigmoid output;
/// the others cycle through the outputs, so that each occurs.
std::vector<Setting> settings(const std::vector<std::int64_t>& layers) {
  const std::vector<std::pair<Reconstruction, Activation>> losses{
      {Reconstruction::kMse, Activation::kRelu},
      {Reconstruction::kMse, Activation::kSigmoid},
      {Reconstruction::kHalfSse, Activation::kIdentity},
      {Reconstruction::kHalfSse, Activation::kTanh},
      {Reconstruction::kBce, Activation::kSigmoid}};
  std::vector<Setting> found;
  for (Setting setting : networks(layers)) {
    for (const Penalty penalty : all_of<Penalty>()) {
      if (!allowed(penalty, setting.code, layers.size())) continue;
      setting.penalty = penalty;
      for (const auto& [loss, output] : losses) {
        setting.loss = loss;
        setting.output = output;
        found.push_back(setting);
      }
    }
  }
  return found;
}

std::string describe(const Setting& setting) {
  return (setting.tied ? "tied_" : "untied_") +
         (setting.layers.size() > 1 ? enum_name(setting.hidden) + "_" : "") +
         enum_name(setting.code) + "_code_" + enum_name(setting.penalty) + "_" +
         enum_name(setting.loss) + "_" + enum_name(setting.output) + "_output";
}

config::ModelConfig model_of(const Setting& setting) {
  auto config = test::model_config(setting.layers, setting.hidden, setting.code, setting.output);
  config.tied = setting.tied;
  if (config::keeps_largest(setting.code)) config.k = 2;
  return config;
}

config::LossConfig loss_of(const Setting& setting) {
  config::LossConfig config;
  config.loss = setting.loss;
  config.penalty = setting.penalty;
  config.add_sparse = !config::keeps_largest(setting.code);
  config.beta = 0.3;
  config.lambda = 0.2;
  config.rho = 0.1;
  config.classes = kClasses;
  return config;
}

/// Smallest gap between the last unit kept by topk and the next one.
double choice_distance(const at::Tensor& before, std::int64_t active_k) {
  const at::Tensor sorted = std::get<0>(before.sort(1, /*descending=*/true));
  return (sorted.select(1, active_k - 1) - sorted.select(1, active_k)).min().item<double>();
}

/// Smallest distance of a pre-activation from 0, or from another choice of topk, over all layers,
/// units and samples.
double kink_distance(const model::AutoencoderImpl& model, const at::Tensor& input) {
  const at::NoGradGuard no_grad;
  model::Network network = model.network();
  double least = HUGE_VAL;
  at::Tensor values = input;
  for (const model::Layer& layer : network.layers) {
    const at::Tensor before = at::linear(values, layer.weight, layer.bias);
    least = std::min(least, before.abs().min().item<double>());
    if (layer.active_k > 0) least = std::min(least, choice_distance(before, layer.active_k));
    if (layer.threshold.defined()) {
      const at::Tensor apart = at::sigmoid(before) - layer.threshold;
      least = std::min(least, apart.abs().min().item<double>());
    }
    values = model::activate(layer, before);
  }
  return least;
}

/// The first model and batch, drawn from the seeds 1, 2, …, that keep away from all kinks.
struct Drawn {
  model::Autoencoder model;
  at::Tensor batch;
};

Drawn draw(const Setting& setting) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    Drawn drawn{test::tiny_model(model_of(setting), kWidth, 100 * seed),
                test::uniform({kBatch, kWidth}, 100 * seed + 99)};
    if (drawn.model->threshold().defined()) {
      const at::NoGradGuard no_grad;
      drawn.model->threshold().abs_().mul_(kThresholdFactor);
    }
    if (kink_distance(*drawn.model, drawn.batch) > kKinkDistance) return drawn;
  }
  throw std::runtime_error("every draw is at a kink");
}

/// The loss and its three terms.
constexpr std::array<const char*, 4> kTerms = {"loss", "reconstruction", "penalty", "decay"};
using Terms = std::array<at::Tensor, kTerms.size()>;

Terms terms_of(const Drawn& drawn, const config::LossConfig& config) {
  loss::CodeArguments code;
  code.labels = at::remainder(at::arange(kBatch), kClasses);
  const loss::LossTerms terms =
      loss::objective(*drawn.model, config, drawn.batch, drawn.batch, /*part=*/{}, code);
  return {terms.loss, terms.reconstruction, terms.penalty, terms.decay};
}

/// Derivatives of each term by all parameters, concatenated in order.
using Gradients = std::array<std::vector<double>, kTerms.size()>;

Gradients analytic(const Drawn& drawn, const config::LossConfig& config) {
  const std::vector<at::Tensor> parameters = drawn.model->parameters();
  const Terms terms = terms_of(drawn, config);
  Gradients found;
  for (std::size_t term = 0; term < terms.size(); ++term) {
    if (!terms[term].requires_grad()) continue;  // a code without a penalty
    const auto gradients = torch::autograd::grad({terms[term]}, parameters, {},
                                                 /*retain_graph=*/true, /*create_graph=*/false,
                                                 /*allow_unused=*/true);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      std::vector<double> part(static_cast<std::size_t>(parameters[i].numel()), 0);
      if (gradients[i].defined()) part = test::values(gradients[i]);
      found[term].insert(found[term].end(), part.begin(), part.end());
    }
  }
  return found;
}

Gradients numeric(const Drawn& drawn, const config::LossConfig& config) {
  const at::NoGradGuard no_grad;
  Gradients found;
  for (const at::Tensor& parameter : drawn.model->parameters()) {
    auto* values = parameter.mutable_data_ptr<double>();
    for (std::int64_t i = 0; i < parameter.numel(); ++i) {
      const double value = values[i], up = value + kStep, down = value - kStep;
      values[i] = up;
      const Terms above = terms_of(drawn, config);
      values[i] = down;
      const Terms below = terms_of(drawn, config);
      values[i] = value;
      for (std::size_t term = 0; term < found.size(); ++term) {
        const double rise = above[term].item<double>() - below[term].item<double>();
        found[term].push_back(rise / (up - down));
      }
    }
  }
  return found;
}

double norm(const std::vector<double>& a, const std::vector<double>& b, double sign) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(a[i] + sign * b[i], 2);
  return std::sqrt(sum);
}

class GradientOf : public testing::TestWithParam<Setting> {};

TEST_P(GradientOf, MatchesFiniteDifferences) {
  const config::LossConfig config = loss_of(GetParam());
  const Drawn drawn = draw(GetParam());
  const Gradients found = analytic(drawn, config), expected = numeric(drawn, config);
  for (std::size_t term = 0; term < kTerms.size(); ++term) {
    if (found[term].empty()) {
      EXPECT_STREQ(kTerms[term], "penalty");
      EXPECT_FALSE(config.sparse());
      continue;
    }
    const double size = norm(expected[term], found[term], 1);
    EXPECT_GT(size, 1e-3) << kTerms[term] << " does not depend on the parameters";
    const double distance = norm(expected[term], found[term], -1) / size;
    EXPECT_LT(distance, kTolerance) << kTerms[term];
  }
}

std::string name_of(const testing::TestParamInfo<Setting>& tested) {
  return describe(tested.param);
}

INSTANTIATE_TEST_SUITE_P(OneLayer, GradientOf, testing::ValuesIn(settings({5})), name_of);
INSTANTIATE_TEST_SUITE_P(TwoLayers, GradientOf, testing::ValuesIn(settings({5, 4})), name_of);
INSTANTIATE_TEST_SUITE_P(ThreeLayers, GradientOf, testing::ValuesIn(settings({5, 4, 3})), name_of);

}  // namespace
}  // namespace sae
