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
