// SPDX-License-Identifier: MIT
// Checks that initial weights and biases are uniform in ±1/√fan_in, like those of PyTorch's Linear.
#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/searchsorted.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>

#include <algorithm>
#include <map>

#include "support/tiny_model.h"

namespace sae {
namespace {

/// For equal distributions, √n times the largest distance of the distribution functions exceeds
/// this once in two million times (Kolmogorov's distribution).
constexpr double kKolmogorovLimit = 2.75;
/// Equally rare, in standard deviations of a normal variable.
constexpr double kSigmas = 5;
/// One weight matrix is a sufficient sample; the small biases need those of this many models.
constexpr std::uint64_t kModels = 16;

/// All values of each weight matrix, and of each bias over many models with different seeds, as
/// float64 vectors.
std::map<std::string, at::Tensor> draw_starts(const config::ModelConfig& config) {
  std::map<std::string, at::Tensor> samples;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    const model::Autoencoder model(config, 784, seed);
    for (const auto& entry : model->named_parameters()) {
      const at::Tensor drawn = entry.value().detach().to(at::kDouble).view(-1);
      const bool is_new = samples.try_emplace(entry.key(), drawn).second;
      if (is_new || entry.value().dim() == 2) continue;
      samples[entry.key()] = at::cat({samples[entry.key()], drawn});
    }
  }
  return samples;
}

/// Bound of each parameter; the inputs of its layer are the columns of its weight matrix.
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

double number(const at::Tensor& scalar) { return scalar.item<double>(); }

/// Largest distance of a sample's distribution function from that of the uniform distribution on
/// ±1, times √n.
double kolmogorov_distance(const at::Tensor& sample) {
  const std::int64_t n = sample.numel();
  const at::Tensor uniform = (std::get<0>(sample.sort()) + 1) / 2;
  const at::Tensor below = at::arange(n, at::kDouble) / static_cast<double>(n);
  const double under = number((uniform - below).max());
  const double over = number((below - uniform).max()) + 1 / static_cast<double>(n);
  return std::max(under, over) * std::sqrt(static_cast<double>(n));
}

/// The same distance for two samples.
double kolmogorov_distance(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor sorted = std::get<0>(a.sort());
  const auto n = static_cast<double>(a.numel()), m = static_cast<double>(b.numel());
  const at::Tensor below_a = at::arange(a.numel(), at::kDouble) / n;
  const at::Tensor below_b = at::searchsorted(std::get<0>(b.sort()), sorted).to(at::kDouble) / m;
  return number((below_a - below_b).abs().max()) * std::sqrt(n * m / (n + m));
}

/// Compares a sample with the uniform distribution on ±bound by its range, mean, variance and
/// Kolmogorov distance.
void expect_uniform(const at::Tensor& sample, double bound) {
  const at::Tensor scaled = sample / bound;
  const auto n = static_cast<double>(sample.numel());
  EXPECT_LE(number(scaled.abs().max()), 1 + 1e-6);
  // For x uniform on ±1: variance 1/3, variance of x² 4/45.
  EXPECT_LT(std::abs(number(scaled.mean())), kSigmas * std::sqrt(1 / (3 * n)));
  EXPECT_LT(std::abs(number(scaled.square().mean()) - 1.0 / 3), kSigmas * std::sqrt(4 / (45 * n)));
  EXPECT_LT(kolmogorov_distance(scaled), kKolmogorovLimit);
}

config::ModelConfig widths(std::vector<std::int64_t> layers, bool tied) {
  config::ModelConfig config;
  config.layers = std::move(layers);
  config.tied = tied;
  return config;
}

void expect_uniform_starts(const config::ModelConfig& config, std::size_t parameters) {
  const auto samples = draw_starts(config);
  EXPECT_EQ(samples.size(), parameters);
  const auto bounds = bounds_of(config);
  for (const auto& [name, sample] : samples) {
    SCOPED_TRACE(name);
    expect_uniform(sample, bounds.at(name));
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

TEST(InitialWeights, MatchTheDistributionOfPyTorchsLinear) {
  at::manual_seed(1);
  const torch::nn::Linear theirs(784, 512);
  const model::Autoencoder ours(widths({512}, /*tied=*/false), 784, 1);
  const auto parameters = ours->named_parameters();
  const auto distance = [](const at::Tensor& a, const at::Tensor& b) {
    return kolmogorov_distance(a.detach().to(at::kDouble).view(-1),
                               b.detach().to(at::kDouble).view(-1));
  };
  EXPECT_LT(distance(parameters["encoder.0.weight"], theirs->weight), kKolmogorovLimit);
  EXPECT_LT(distance(parameters["encoder.0.bias"], theirs->bias), kKolmogorovLimit);
}

/// Correlation of two vectors with mean 0, in standard deviations of the correlation of independent
/// vectors. Only the first values of the longer vector are used.
double scaled_correlation(const at::Tensor& a, const at::Tensor& b) {
  const std::int64_t n = std::min(a.numel(), b.numel());
  const at::Tensor x = a.narrow(0, 0, n), y = b.narrow(0, 0, n);
  const double cosine = number(x.dot(y)) / std::sqrt(number(x.dot(x)) * number(y.dot(y)));
  return std::abs(cosine) * std::sqrt(static_cast<double>(n));
}

TEST(InitialWeights, AreUncorrelatedBetweenLayersAndSeeds) {
  std::vector<at::Tensor> drawn;
  for (const std::uint64_t seed : {1U, 2U}) {
    const model::Autoencoder model(widths({300, 300}, /*tied=*/false), 784, seed);
    for (const at::Tensor& parameter : model->parameters()) {
      drawn.push_back(parameter.detach().to(at::kDouble).view(-1));
    }
  }
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_LT(scaled_correlation(drawn[i], drawn[j]), kSigmas) << j << " and " << i;
    }
  }
}

}  // namespace
}  // namespace sae
