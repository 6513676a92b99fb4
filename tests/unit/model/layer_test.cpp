// SPDX-License-Identifier: MIT
// Tests of the forward pass.
#include "model/layer.h"

#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::model {
namespace {

/// 2 -> 3 (relu) -> 1 (identity, the code) -> 2 (relu).
Network hand_network() {
  Network network;
  network.layers = {
      {test::matrix({{1, 0}, {0, 1}, {1, -1}}), test::vector({0, 1, -1}), Activation::kRelu},
      {test::matrix({{1, 2, -4}}), test::vector({-3}), Activation::kIdentity},
      {test::matrix({{2}, {-1}}), test::vector({1, 0}), Activation::kRelu}};
  network.code = 1;
  return network;
}

TEST(Forward, MultipliesByTheTransposedWeightAddsTheBiasAndActivates) {
  // Sample (3, 1): z1 = (3, 2, 1); code 3 + 4 − 4 − 3 = 0; output relu(1, 0).
  // Sample (1, 4): z1 = (1, 5, −4); code 1 + 10 − 0 − 3 = 8; output relu(17, −8).
  const Forward pass = forward(hand_network(), test::matrix({{3, 1}, {1, 4}}));
  ASSERT_EQ(pass.activations.size(), 3U);
  EXPECT_TRUE(pass.activations[0].equal(test::matrix({{3, 2, 1}, {1, 5, 0}})));
  EXPECT_TRUE(pass.activations[1].equal(test::matrix({{0}, {8}})));
  EXPECT_TRUE(pass.activations[2].equal(test::matrix({{1, 0}, {17, 0}})));
}

TEST(Forward, NamesTheCodeAndTheOutputAmongTheActivations) {
  const Forward pass = forward(hand_network(), test::matrix({{3, 1}}));
  EXPECT_TRUE(pass.code.is_same(pass.activations[1]));
  EXPECT_TRUE(pass.output.is_same(pass.activations[2]));
}

// Positive values 4, 3, 2 and 1: of two rows that keep one unit on average the first has both.
TEST(Activate, KeepsTheLargestOfTheBatchOrWhatExceedsTheThreshold) {
  const at::Tensor sums = test::matrix({{4, -9, 3}, {2, 1, 0}});
  Layer layer;
  layer.activation = Activation::kBatchTopk;
  layer.active_k = 1;
  layer.in_batch = true;
  EXPECT_TRUE(activate(layer, sums).equal(test::matrix({{4, 0, 3}, {0, 0, 0}})));
  layer.in_batch = false;
  layer.threshold = test::scalar(1);
  EXPECT_TRUE(activate(layer, sums).equal(test::matrix({{4, 0, 3}, {2, 0, 0}})));
}

// c = z · 1[z > θ]; by θ −(θ/ε) · 1[|z − θ| < ε/2]: of 1.25 and .75 for the threshold 1.
TEST(Activate, HasTheDerivativesOfJumprelu) {
  Layer layer;
  layer.activation = Activation::kJumprelu;
  layer.threshold = test::vector({1, 2}).requires_grad_();
  layer.window = 1;
  const at::Tensor sums = test::matrix({{1.25, 5}, {0.75, 1.25}}).requires_grad_();
  const at::Tensor code = activate(layer, sums);
  EXPECT_TRUE(code.equal(test::matrix({{1.25, 5}, {0, 0}})));
  (code * test::matrix({{2, 2}, {3, 3}})).sum().backward();
  EXPECT_TRUE(sums.grad().equal(test::matrix({{2, 2}, {0, 0}})));
  EXPECT_TRUE(layer.threshold.grad().equal(test::vector({-(2 + 3), 0})));
}

// The sigmoid of 0 is .5.
TEST(Activate, SubtractsTheThresholdsOfSoftThreshold) {
  Layer layer;
  layer.activation = Activation::kSoftThreshold;
  layer.threshold = test::vector({0.25, 0.75}).requires_grad_();
  const at::Tensor sums = test::matrix({{0, 0}}).requires_grad_();
  const at::Tensor code = activate(layer, sums);
  EXPECT_TRUE(code.equal(test::matrix({{0.25, 0}})));
  code.sum().backward();
  EXPECT_TRUE(sums.grad().equal(test::matrix({{0.25, 0}})));
  EXPECT_TRUE(layer.threshold.grad().equal(test::vector({-1, 0})));
}

TEST(Network, IsDividedAtTheCode) {
  const Network network = hand_network();
  const at::Tensor input = test::matrix({{3, 1}, {1, 4}});
  const Forward whole = forward(network, input);
  const Network encoder = encoder_of(network), decoder = decoder_of(network);
  EXPECT_EQ(encoder.layers.size(), 2U);
  EXPECT_EQ(decoder.layers.size(), 1U);
  EXPECT_TRUE(forward(encoder, input).code.equal(whole.code));
  EXPECT_TRUE(forward(decoder, whole.code).output.equal(whole.output));
  EXPECT_TRUE(decoder.layers[0].weight.is_same(network.layers[2].weight));
}

TEST(Forward, TreatsSamplesIndependently) {
  const at::Tensor first = test::matrix({{3, 1}}), second = test::matrix({{1, 4}});
  const Forward both = forward(hand_network(), test::matrix({{3, 1}, {1, 4}}));
  EXPECT_TRUE(forward(hand_network(), first).output.equal(both.output.narrow(0, 0, 1)));
  EXPECT_TRUE(forward(hand_network(), second).output.equal(both.output.narrow(0, 1, 1)));
}

}  // namespace
}  // namespace sae::model
