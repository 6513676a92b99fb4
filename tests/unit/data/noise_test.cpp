// SPDX-License-Identifier: MIT
// Tests of corruption and dropout.
#include "data/noise.h"

#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/seed.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using config::Corruption;

constexpr ImageShape kRowOfNumbers = {1, 400, 1};

// With 40,000 draws the mean has standard error .005 σ, the standard deviation .0035 σ; the
// tolerance is four times that.
TEST(Corrupt, AddsNormalNoiseOfTheGivenDeviation) {
  const at::Tensor rows = at::full({100, 400}, 3.0, at::kDouble);
  const at::Tensor noisy = corrupt({config::Noise::kGaussian, 0.5}, kRowOfNumbers, rows, 7);
  EXPECT_NEAR(noisy.mean().item<double>(), 3, 4 * 0.0025);
  EXPECT_NEAR(noisy.std().item<double>(), 0.5, 4 * 0.00177);
  EXPECT_TRUE(rows.eq(3).all().item<bool>()) << "the input rows stay unchanged";
}

TEST(Corrupt, ZeroesAShareOfTheValuesAndKeepsTheRest) {
  const at::Tensor rows = at::full({100, 400}, 3.0, at::kDouble);
  const at::Tensor noisy = corrupt({config::Noise::kMask, 0.3}, kRowOfNumbers, rows, 7);
  // The share's standard error is √(.3 · .7 / 40,000) = .0023.
  EXPECT_NEAR(noisy.eq(0).to(at::kDouble).mean().item<double>(), 0.3, 4 * 0.0023);
  EXPECT_TRUE(noisy.eq(0).logical_or(noisy.eq(3)).all().item<bool>());
}

TEST(Corrupt, BlanksTheLeftHalfOfEachImage) {
  const at::Tensor grey = test::matrix({{1, 2, 3, 4, 5, 6}});
  const Corruption half{config::Noise::kLeftHalf, 0};
  EXPECT_TRUE(corrupt(half, {2, 3, 1}, grey, 0).equal(test::matrix({{0, 2, 3, 0, 5, 6}})));
  EXPECT_TRUE(corrupt(half, {1, 2, 3}, grey, 0).equal(test::matrix({{0, 0, 0, 4, 5, 6}})));
}

TEST(Corrupt, DependsOnTheSeedOnly) {
  const at::Tensor rows = at::ones({5, 400});
  const Corruption noise{config::Noise::kGaussian, 1};
  const at::Tensor first = corrupt(noise, kRowOfNumbers, rows, 1);
  EXPECT_TRUE(first.equal(corrupt(noise, kRowOfNumbers, rows, 1)));
  EXPECT_FALSE(first.equal(corrupt(noise, kRowOfNumbers, rows, 2)));
}

TEST(DrawDropoutMask, KeepsTheExpectedValueOfItsInput) {
  const at::Tensor gate = draw_dropout_mask(0.2, 100, 400, at::ones({1}, at::kDouble), 3);
  EXPECT_TRUE(gate.eq(0).logical_or(gate.eq(1.25)).all().item<bool>());
  // Standard error of the mean: 1.25 · √(.2 · .8 / 40,000) = .0025.
  EXPECT_NEAR(gate.mean().item<double>(), 1, 4 * 0.0025);
}

TEST(MakeNoise, RefusesLeftHalfForRowsThatAreNotImages) {
  config::Config config;
  config.data.corrupt = Corruption{config::Noise::kLeftHalf, 0};
  EXPECT_EQ(make_noise(config, {28, 28, 1}).code_width, 512);
  try {
    make_noise(config, kRowOfNumbers);
    FAIL() << "a table was accepted as images";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_STREQ(error.what(), "--corrupt left_half: expected images, found rows of numbers");
  }
}

TEST(CorruptValidation, DependsOnTheRunsSeedOnly) {
  config::Config config;
  config.data.corrupt = config::Corruption{config::Noise::kGaussian, 0.5};
  config.data.split_seed = 7;
  const at::Tensor rows = at::zeros({3, 4});
  const at::Tensor noisy = corrupt_validation(config, {1, 4}, rows);
  EXPECT_TRUE(noisy.equal(corrupt_validation(config, {1, 4}, rows)));
  EXPECT_TRUE(
      noisy.equal(corrupt(*config.data.corrupt, {1, 4}, rows, base::derive(7, "corrupt_valid"))));
  config.data.split_seed = 8;
  EXPECT_FALSE(noisy.equal(corrupt_validation(config, {1, 4}, rows)));
}

TEST(ValidationInput, IsNoisyOnlyIfValidationIs) {
  config::Config config;
  const at::Tensor rows = at::ones({4, 4});
  EXPECT_TRUE(validation_input(config, {1, 4}, rows).equal(rows));
  config.data.corrupt = config::Corruption{config::Noise::kMask, 0.5};
  EXPECT_TRUE(
      validation_input(config, {1, 4}, rows).equal(corrupt_validation(config, {1, 4}, rows)));
  EXPECT_FALSE(validation_input(config, {1, 4}, rows).equal(rows));
  config.data.corrupt_eval = false;
  EXPECT_TRUE(validation_input(config, {1, 4}, rows).equal(rows));
}

}  // namespace
}  // namespace sae::data
