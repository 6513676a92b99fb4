// SPDX-License-Identifier: MIT
// Whether a model starts as PyTorch starts a Linear: weights and biases uniform in ±1/√fan_in.
#include <ATen/Context.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>
#include <map>

#include "support/tiny_model.h"

namespace sae {
namespace {

/// √n times the largest distance of two distribution functions is above this once in two million
/// times when they are the same (Kolmogorov's distribution).
constexpr double kKolmogorovLimit = 2.75;
/// As seldom, in standard deviations of a normal variable.
constexpr double kSigmas = 5;
/// Small biases say little alone: as many models are taken together.
constexpr std::uint64_t kModels = 16;

using Samples = std::map<std::string, std::vector<double>>;

/// All values of each parameter of many models, which differ in their seeds.
Samples draw_starts(const config::ModelConfig& config) {
  Samples samples;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    const model::Autoencoder model(config, 784, seed);
    for (const auto& entry : model->named_parameters()) {
      const std::vector<double> drawn = test::values(entry.value());
      auto& values = samples[entry.key()];
      values.insert(values.end(), drawn.begin(), drawn.end());
    }
  }
  return samples;
}

/// The bound of each parameter: the inputs of its layer are the columns of its weight matrix.
std::map<std::string, double> bounds_of(const config::ModelConfig& config) {
  const model::Autoencoder model(config, 784, 0);
  const model::Network network = model->network();
  std::map<std::string, double> bounds;
  const std::size_t depth = network.layers.size() / 2;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const std::string name =
        i < depth ? "encoder." + std::to_string(i) : "decoder." + std::to_string(i - depth);
    const double bound = 1 / std::sqrt(static_cast<double>(network.layers[i].weight.size(1)));
    bounds[name + ".weight"] = bounds[name + ".bias"] = bound;
  }
  return bounds;
}

/// Compares a sample with the uniform distribution on ±bound by bounds, mean, variance and
/// Kolmogorov's distance.
void expect_uniform(std::vector<double> values, double bound) {
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0, apart = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = values[i] / bound, below = static_cast<double>(i) / n;
    sum += x;
    squares += x * x;
    apart = std::max({apart, (x + 1) / 2 - below, below + 1 / n - (x + 1) / 2});
  }
  EXPECT_GE(values.front(), -bound * (1 + 1e-6));
  EXPECT_LE(values.back(), bound * (1 + 1e-6));
  // Of x uniform on ±1: variance 1/3, variance of x² 4/45.
  EXPECT_LT(std::abs(sum / n), kSigmas * std::sqrt(1 / (3 * n)));
  EXPECT_LT(std::abs(squares / n - 1.0 / 3), kSigmas * std::sqrt(4 / (45 * n)));
  EXPECT_LT(apart * std::sqrt(n), kKolmogorovLimit);
}

/// The largest distance of the distribution functions of two samples, scaled to their sizes.
double kolmogorov_distance(std::vector<double> a, std::vector<double> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  double apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto below = static_cast<double>(std::ranges::lower_bound(b, a[i]) - b.begin());
    apart = std::max(apart, std::abs(static_cast<double>(i) / n - below / m));
  }
  return apart * std::sqrt(n * m / (n + m));
}

config::ModelConfig widths(std::vector<std::int64_t> layers, bool tied) {
  config::ModelConfig config;
  config.layers = std::move(layers);
  config.tied = tied;
  return config;
}

void expect_uniform_starts(const config::ModelConfig& config, std::size_t parameters) {
  const Samples samples = draw_starts(config);
  EXPECT_EQ(samples.size(), parameters);
  const auto bounds = bounds_of(config);
  for (const auto& [name, values] : samples) {
    SCOPED_TRACE(name);
    expect_uniform(values, bounds.at(name));
  }
}

TEST(InitialWeights, AreUniformInADeepNet) {
  expect_uniform_starts(widths({256, 128, 64, 32, 16}, /*tied=*/false), 20);
}

TEST(InitialWeights, AreUniformInAWideNet) {
  expect_uniform_starts(widths({512}, /*tied=*/false), 4);
}

TEST(InitialWeights, AreUniformInATiedNet) {
  expect_uniform_starts(widths({256, 64}, /*tied=*/true), 6);
}

TEST(InitialWeights, AreDistributedAsThoseOfPyTorchsLinear) {
  at::manual_seed(1);
  const torch::nn::Linear theirs(784, 512);
  const model::Autoencoder ours(widths({512}, /*tied=*/false), 784, 1);
  const auto parameters = ours->named_parameters();
  EXPECT_LT(kolmogorov_distance(test::values(parameters["encoder.0.weight"]),
                                test::values(theirs->weight)),
            kKolmogorovLimit);
  EXPECT_LT(
      kolmogorov_distance(test::values(parameters["encoder.0.bias"]), test::values(theirs->bias)),
      kKolmogorovLimit);
}

/// The correlation of two samples of the same size.
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double product = 0, first = 0, second = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += a[i] * b[i];
    first += a[i] * a[i];
    second += b[i] * b[i];
  }
  return product / std::sqrt(first * second);
}

TEST(InitialWeights, AreUnrelatedBetweenLayersAndBetweenSeeds) {
  const model::Autoencoder model(widths({512}, /*tied=*/false), 784, 1);
  const model::Autoencoder next(widths({512}, /*tied=*/false), 784, 2);
  const auto encoder = test::values(model->named_parameters()["encoder.0.weight"]);
  const at::Tensor decoder = model->named_parameters()["decoder.0.weight"];
  const double limit = kSigmas / std::sqrt(static_cast<double>(encoder.size()));
  EXPECT_LT(std::abs(correlation(encoder, test::values(decoder))), limit);
  EXPECT_LT(std::abs(correlation(encoder, test::values(decoder.t()))), limit);
  EXPECT_LT(
      std::abs(correlation(encoder, test::values(next->named_parameters()["encoder.0.weight"]))),
      limit);
}

}  // namespace
}  // namespace sae
