// SPDX-License-Identifier: MIT
// Tests of comparing gradients with finite differences.
#include "analysis/gradient_check.h"

#include <gtest/gtest.h>

#include "support/tiny_model.h"

namespace sae::analysis {
namespace {

using config::Activation;

config::LossConfig ufldl_loss() {
  config::LossConfig loss;
  loss.loss = config::Reconstruction::kHalfSse;
  loss.beta = 3;
  loss.rho = 0.1;
  loss.lambda = 0.01;
  return loss;
}

model::Autoencoder small_model(Activation hidden) {
  return test::tiny_model(
      test::model_config({4, 3}, hidden, Activation::kSigmoid, Activation::kSigmoid), 6, 5);
}

TEST(CheckGradients, AgreeForASmoothNetwork) {
  model::Autoencoder model = small_model(Activation::kTanh);
  const auto blocks = check_gradients(*model, ufldl_loss(), test::uniform({7, 6}, 1), {}, 1000, 1);
  ASSERT_EQ(blocks.size(), 9U);
  EXPECT_EQ(blocks[0].name, "encoder.0.weight");
  EXPECT_EQ(blocks.back().name, "all");
  EXPECT_EQ(blocks.back().checked, blocks.back().values);
  for (const CheckedBlock& block : blocks) EXPECT_LT(block.difference, 1e-8) << block.name;
}

TEST(CheckGradients, DetectTheKinkOfARelu) {
  model::Autoencoder model = small_model(Activation::kRelu);
  // All pre-activations of the first layer are 0, where a relu has a kink.
  std::vector<at::Tensor> zeros = test::snapshot(*model);
  zeros[0].zero_();
  zeros[1].zero_();
  test::set_parameters(*model, zeros);
  const auto blocks = check_gradients(*model, ufldl_loss(), test::uniform({7, 6}, 1), {}, 1000, 1);
  EXPECT_GT(blocks[0].difference, 0.01);
}

TEST(CheckGradients, CheckAtMostTheGivenNumberAndKeepTheModel) {
  model::Autoencoder model = small_model(Activation::kTanh);
  const std::vector<at::Tensor> before = test::snapshot(*model);
  const auto blocks = check_gradients(*model, ufldl_loss(), test::uniform({7, 6}, 1), {}, 5, 1);
  EXPECT_EQ(blocks[0].checked, 5);
  EXPECT_EQ(blocks[0].values, 24);
  EXPECT_EQ(blocks[3].checked, 3);
  const std::vector<at::Tensor> after = test::snapshot(*model);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(after[i].equal(before[i]));
}

}  // namespace
}  // namespace sae::analysis
