// SPDX-License-Identifier: MIT
// Tests of the checks that output layer and loss can reach the targets.
#include "session/targets.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "support/failure.h"
#include "support/tensors.h"

namespace sae::session {
namespace {

using config::Activation;
using config::Reconstruction;
using config::Scale;

/// A split scaled by its training rows, in float64.
data::Split split_of(Scale scale, const at::Tensor& train, const at::Tensor& valid) {
  config::DataConfig config;
  config.scale = scale;
  data::Split split;
  split.transform = data::Transform::fit(config, train);
  split.train.features = split.transform.apply(train, at::kDouble);
  split.valid.features = split.transform.apply(valid, at::kDouble);
  return split;
}

/// Minmax maps 0..10 and 100..300 to 0..1, −1 to −.1, 12 to 1.2, and 350 to 1.25.
data::Split two_columns(Scale scale = Scale::kMinmax) {
  return split_of(scale, test::matrix({{0, 100}, {10, 300}, {5, 200}}),
                  test::matrix({{-1, 200}, {12, 350}, {5, 100}}));
}

config::Config bce() {
  config::Config config;
  config.loss.loss = Reconstruction::kBce;
  return config;
}

TEST(ChooseOutput, UsesSigmoidIfItReachesTheTargets) {
  EXPECT_EQ(choose_output(Reconstruction::kMse, {0, 1}), Activation::kSigmoid);
  EXPECT_EQ(choose_output(Reconstruction::kMse, {0.2, 0.3}), Activation::kSigmoid);
  EXPECT_EQ(choose_output(Reconstruction::kMse, {-1e-9, 1}), Activation::kIdentity);
  EXPECT_EQ(choose_output(Reconstruction::kHalfSse, {0, 1.5}), Activation::kIdentity);
  EXPECT_EQ(choose_output(Reconstruction::kBce, {0, 1.5}), Activation::kSigmoid);
}

/// What is logged for a configuration and its data.
std::string announced(config::Config& config, data::Split split) {
  base::set_up_log(base::LogLevel::kInfo);
  testing::internal::CaptureStderr();
  const Targets targets = prepare_targets(config, split);
  announce_targets(config, split, targets);
  return testing::internal::GetCapturedStderr();
}

TEST(PrepareTargets, RecordsTheChosenOutput) {
  config::Config by_range, standardized;
  EXPECT_EQ(announced(by_range, two_columns()),
            "output  sigmoid, because the training values range from 0 to 1\n");
  EXPECT_EQ(by_range.model.output_activation, Activation::kSigmoid);
  // 10 is √1.5 standard deviations above the mean of 0, 10 and 5.
  EXPECT_EQ(announced(standardized, two_columns(Scale::kStandardize)),
            "output  identity, because the training values range from -1.2247 to 1.2247\n");
  EXPECT_EQ(standardized.model.output_activation, Activation::kIdentity);
}

TEST(PrepareTargets, KeepsTheRequestedOutputAndWarnsIfUnreachable) {
  config::Config config;
  config.model.output_activation = Activation::kRelu;
  EXPECT_EQ(announced(config, two_columns()), "");
  EXPECT_EQ(announced(config, two_columns(Scale::kStandardize)),
            "sae_train: warning: --output_activation relu outputs 0 and above, but the training "
            "values range from -1.2247 to 1.2247 after scaling: values outside cannot be "
            "reconstructed; use --output_activation identity, or --scale minmax to scale the rows "
            "to the range 0 to 1\n");
  EXPECT_EQ(config.model.output_activation, Activation::kRelu);
}

TEST(PrepareTargets, LogsTheNumberOfClippedValues) {
  config::Config config = bce();
  config.model.output_activation = Activation::kSigmoid;
  EXPECT_EQ(announced(config, two_columns()),
            "clip    3 of 6 validation values to [0, 1], the range of the training rows\n");
}

TEST(FindUnreachable, ChecksTheRangeOfEachActivation) {
  config::Config config;
  const auto warns = [&](Activation output, const ValueRange& targets) {
    config.model.output_activation = output;
    return find_unreachable(config, targets).has_value();
  };
  EXPECT_FALSE(warns(Activation::kSigmoid, {0, 1}));
  EXPECT_TRUE(warns(Activation::kSigmoid, {0, 1.01}));
  EXPECT_FALSE(warns(Activation::kTanh, {-1, 1}));
  EXPECT_TRUE(warns(Activation::kTanh, {-1.01, 1}));
  EXPECT_FALSE(warns(Activation::kRelu, {0, 50}));
  EXPECT_TRUE(warns(Activation::kRelu, {-0.01, 50}));
  EXPECT_FALSE(warns(Activation::kIdentity, {-50, 50}));
  // Whitening follows scaling, so --scale minmax would not help.
  config.data.whiten = config::Whitening::kZca;
  config.model.output_activation = Activation::kSigmoid;
  EXPECT_TRUE(find_unreachable(config, {-2, 2})->ends_with("identity instead"));
}

TEST(FindEmptyRange, WarnsOfAScaleThatIsHardlyUsed) {
  config::Config config;
  const ValueRange sixteen{0, 16.0 / 255};
  EXPECT_EQ(find_empty_range(config, Scale::kUnit, sixteen),
            "--scale unit scales the training values to 0 to 0.0627 only, because they use little "
            "of the range of their type; use --scale minmax");
  EXPECT_TRUE(find_empty_range(config, Scale::kSymmetric, {-1, -0.8}).has_value());
  EXPECT_FALSE(find_empty_range(config, Scale::kSymmetric, {-1, -0.7}).has_value());
  EXPECT_FALSE(find_empty_range(config, Scale::kUnit, {0, 0.125}).has_value());
  EXPECT_FALSE(find_empty_range(config, Scale::kUnit, {0.5, 0.5}).has_value());
  EXPECT_FALSE(find_empty_range(config, Scale::kMinmax, sixteen).has_value());
  EXPECT_FALSE(find_empty_range(config, Scale::kNone, sixteen).has_value());
  config.data.whiten = config::Whitening::kZca;
  EXPECT_FALSE(find_empty_range(config, Scale::kUnit, sixteen).has_value());
}

TEST(ClipTargets, ClipsValidationRowsForCrossEntropy) {
  data::Split split = two_columns();
  const data::Split before = split;
  EXPECT_EQ(clip_targets(bce(), split), 3);
  EXPECT_EQ(test::values(split.valid.features), (std::vector<double>{0, 0.5, 1, 1, 0.5, 0}));
  EXPECT_TRUE(split.train.features.equal(before.train.features));
  check_targets(bce(), split);
  EXPECT_EQ(clip_targets(bce(), split), 0);
}

TEST(ClipTargets, DoesNothingOtherwise) {
  config::Config off = bce();
  off.data.clip = false;
  for (const config::Config& config : {config::Config(), off}) {
    data::Split split = two_columns();
    const at::Tensor before = split.valid.features.clone();
    EXPECT_FALSE(clip_targets(config, split).has_value());
    EXPECT_TRUE(split.valid.features.equal(before));
  }
  for (const Scale scale : {Scale::kNone, Scale::kStandardize, Scale::kSymmetric}) {
    data::Split split = two_columns(scale);
    EXPECT_FALSE(clip_targets(bce(), split).has_value());
  }
}

TEST(CheckTargets, SuggestsAnOption) {
  config::Config config = bce();
  config.data.clip = false;
  const auto hint = [&](const data::Split& split) {
    try {
      check_targets(config, split);
    } catch (const Error& error) {
      return std::string(error.what()) + " | " + error.hint();
    }
    return std::string("no error");
  };
  EXPECT_EQ(hint(two_columns()),
            "--loss bce: expected validation values in [0, 1], found -0.1 to 1.25 | use --clip "
            "yes to clip them, in this run only");
  EXPECT_EQ(hint(two_columns(Scale::kNone)),
            "--loss bce: expected training values in [0, 1], found 0 to 300 | use --scale unit "
            "or --scale minmax");
  EXPECT_EQ(hint(split_of(Scale::kNone, test::matrix({{0.5}}), test::matrix({{1.5}}))),
            "--loss bce: expected validation values in [0, 1], found 1.5 to 1.5 | use --scale "
            "minmax with --clip yes");
  config.loss.loss = Reconstruction::kMse;
  EXPECT_EQ(hint(two_columns()), "no error");
}

TEST(SettleClasses, CountsThoseOfTheTrainingRows) {
  config::Config config;
  config.loss.penalty = config::Penalty::kGroup;
  data::Dataset training;
  training.labels = test::vector({0, 2, 0}).to(at::kLong);
  training.class_names = {"cat", "dog", "owl"};
  settle_classes(config, training);
  EXPECT_EQ(config.loss.classes, 3);
  config.loss.penalty = config::Penalty::kKl;
  settle_classes(config, training);
  EXPECT_EQ(config.loss.classes, 0);
}

TEST(SettleClasses, RefusesRowsWithoutClasses) {
  config::Config config;
  config.loss.penalty = config::Penalty::kGroup;
  const auto settle = [&] { settle_classes(config, data::Dataset()); };
  EXPECT_EQ(test::failure(settle),
            "2: --penalty group: expected training rows with classes, found none");
  config.loss.add_sparse = false;
  EXPECT_NO_THROW(settle());
}

}  // namespace
}  // namespace sae::session
