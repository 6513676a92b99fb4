// SPDX-License-Identifier: MIT
// Tests of which input values activate a unit.
#include "analysis/input_maps.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::analysis {
namespace {

using model::Activation;

model::Layer layer(const at::Tensor& weight, Activation activation) {
  return {weight, at::zeros({weight.size(0)}, weight.options()), activation, 0};
}

// The mean of the rows (1, 2) and (3, 4) times the weights (5, −1) of the second unit.
TEST(MapInputs, MultipliesWeightsAndInputs) {
  const model::Network network = {{layer(test::matrix({{9, 9}, {5, -1}}), Activation::kSigmoid),
                                   layer(test::matrix({{1, 1}, {1, 1}}), Activation::kIdentity)},
                                  0};
  const at::Tensor rows = test::matrix({{1, 2}, {3, 4}, {100, 100}});
  const InputMaps maps = map_inputs(network, rows, {1, 0}, {{0, 1}, {}});
  EXPECT_TRUE(maps.gradient[0].equal(test::vector({5, -1})));
  EXPECT_TRUE(maps.contribution[0].equal(test::vector({10, -3}))) << maps.contribution;
  EXPECT_TRUE(maps.gradient[1].equal(test::vector({0, 0}))) << "a unit without rows";
}

// relu(2x) · 3: the slope is 6 for positive x and 0 for negative ones.
TEST(MapInputs, AveragesGradientsOfDeepEncoders) {
  const model::Network network = {{layer(test::matrix({{2}}), Activation::kRelu),
                                   layer(test::matrix({{3}}), Activation::kSigmoid),
                                   layer(test::matrix({{1}}), Activation::kIdentity)},
                                  1};
  const InputMaps maps = map_inputs(network, test::matrix({{4}, {-1}}), {0}, {{0, 1}});
  EXPECT_TRUE(maps.gradient.equal(test::matrix({{3}}))) << maps.gradient;
  EXPECT_TRUE(maps.contribution.equal(test::matrix({{12}})));
}

}  // namespace
}  // namespace sae::analysis
