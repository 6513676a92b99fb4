// SPDX-License-Identifier: MIT
// Tests of measuring noise removal.
#include "train/restoration.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/tiny_model.h"

namespace sae::train {
namespace {

using config::Activation;

/// A model with two inputs and output (0, .5) for every input.
model::Autoencoder halves_model() {
  model::Autoencoder model = test::tiny_model(
      test::model_config({1}, Activation::kRelu, Activation::kSigmoid, Activation::kIdentity), 2,
      1);
  test::set_parameters(
      *model, {at::zeros({1, 2}), at::zeros({1}), at::zeros({2, 1}), test::vector({0, 0.5})});
  return model;
}

// Differences in [−1, 1] are twice those of bytes in [0, 1]. Noise of 1 is therefore .5: mse .25
// and 10 log10(4) dB. The model's errors (1, −.5) and (0, 0) become (.5, −.25) and (0, 0): mse
// .3125/4.
TEST(MeasureRestoration, ComparesBytesInZeroToOne) {
  const at::Tensor clean = test::matrix({{-1, 1}, {0, 0.5}});
  config::DataConfig config;
  config.scale = config::Scale::kSymmetric;
  const auto transform = data::Transform::fit(config, at::zeros({1, 2}, at::kByte));
  const Restoration found =
      measure_restoration(halves_model()->network(), clean, {clean + 1, transform});
  EXPECT_EQ(found.peak, 1);
  EXPECT_DOUBLE_EQ(found.noisy_mse, 0.25);
  EXPECT_DOUBLE_EQ(found.restored_mse, 0.078125);
  EXPECT_NEAR(found.noisy_psnr(), 6.020599913279624, 1e-12);
  EXPECT_NEAR(found.restored_psnr(), 11.072099696478683, 1e-12);
}

// Values are in [−1, 7], so the peak is 8. An mse of 4 is 10 log10(64/4) dB.
TEST(MeasureRestoration, UsesTheRangeOfOtherNumbersAsPeak) {
  const at::Tensor clean = test::matrix({{1, 3}, {3, 5}, {-1, 7}});
  const Restoration found = measure_restoration(halves_model()->network(), clean, {clean - 2, {}});
  EXPECT_EQ(found.peak, 8);
  EXPECT_DOUBLE_EQ(found.noisy_mse, 4);
  EXPECT_NEAR(found.noisy_psnr(), 12.041199826559248, 1e-12);
  EXPECT_DOUBLE_EQ(found.restored_mse, (1 + 6.25 + 9 + 20.25 + 1 + 42.25) / 6);
}

TEST(MeasureRestoration, GivesTheSameInChunks) {
  const at::Tensor clean = test::uniform({250'001, 5}, 4), noisy = test::uniform({250'001, 5}, 5);
  const model::Autoencoder model = test::tiny_model(
      test::model_config({3}, Activation::kRelu, Activation::kTanh, Activation::kSigmoid), 5, 3);
  const Restoration found = measure_restoration(model->network(), clean, {noisy, {}});
  EXPECT_NEAR(found.noisy_mse, (noisy - clean).square().mean().item<double>(), 1e-13);
  EXPECT_NEAR(found.restored_mse,
              (model->forward(noisy).output - clean).square().mean().item<double>(), 1e-13);
}

}  // namespace
}  // namespace sae::train
