// SPDX-License-Identifier: MIT
// Tests of the transform from file values to the network's input.
#include "data/transform.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/failure.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using config::Scale;
using Values = std::vector<double>;

config::DataConfig scaled_by(Scale scale) {
  config::DataConfig config;
  config.scale = scale;
  return config;
}

Values applied(const config::DataConfig& config, const at::Tensor& rows) {
  return test::values(Transform::fit(config, rows).apply(rows, at::kDouble));
}

const at::Tensor kBytes =
    at::tensor(std::vector<std::int64_t>{0, 255, 51, 102}).view({2, 2}).to(at::kByte);
const at::Tensor kNumbers = test::matrix({{0, 10}, {2, 30}, {4, 20}});

TEST(Scale, ScalesBytesByTheRangeOfTheType) {
  EXPECT_EQ(applied(scaled_by(Scale::kUnit), kBytes), (Values{0, 1, 0.2, 0.4}));
  EXPECT_EQ(applied(scaled_by(Scale::kNone), kBytes), (Values{0, 255, 51, 102}));
  EXPECT_LT(test::distance(
                Transform::fit(scaled_by(Scale::kSymmetric), kBytes).apply(kBytes, at::kDouble),
                test::matrix({{-1, 1}, {-0.6, -0.2}})),
            1e-15);
}

TEST(Scale, DividesBytesInFloat32) {
  const at::Tensor values = Transform::fit({}, kBytes).apply(kBytes, at::kFloat);
  EXPECT_EQ(values.scalar_type(), at::kFloat);
  EXPECT_EQ(test::values(values), (Values{0, 1, 51.0F / 255, 102.0F / 255}));
}

TEST(Scale, ScalesNumbersByTheTrainingRows) {
  EXPECT_EQ(applied(scaled_by(Scale::kMinmax), kNumbers), (Values{0, 0, 0.5, 1, 1, 0.5}));
  EXPECT_EQ(applied(scaled_by(Scale::kUnit), test::matrix({{0, 10}, {5, 2}})),
            (Values{0, 1, 0.5, 0.2}));
  EXPECT_EQ(applied(scaled_by(Scale::kSymmetric), test::matrix({{0, 10}, {5, 2}})),
            (Values{-1, 1, 0, -0.6}));
  const double root = std::sqrt(1.5);
  EXPECT_LT(test::distance(test::vector(applied(scaled_by(Scale::kStandardize), kNumbers)),
                           test::vector({-root, -root, 0, root, root, 0})),
            1e-15);
}

TEST(Scale, MakesTheMeanSquareOneWithOneFactor) {
  const at::Tensor rows = test::matrix({{1, 7}, {5, -5}});  // mean square 25
  EXPECT_EQ(applied(scaled_by(Scale::kRms), rows), (Values{0.2, 1.4, 1, -1}));
  EXPECT_EQ(applied(scaled_by(Scale::kRms), test::matrix({{0, 0}})), (Values{0, 0}));
  const at::Tensor large = test::matrix({{3e200, 4e200}, {0, 0}});  // its squares are infinite
  EXPECT_LT(test::distance(test::vector(applied(scaled_by(Scale::kRms), large)),
                           test::vector({1.2, 1.6, 0, 0})),
            1e-15);
}

TEST(Scale, ResolvesAutoToUnitNoneOrMinmax) {
  EXPECT_EQ(Transform::fit({}, kBytes).scale(), Scale::kUnit);
  EXPECT_EQ(Transform::fit({}, test::matrix({{0, 0.5}, {1, 0.1}})).scale(), Scale::kNone);
  EXPECT_EQ(Transform::fit({}, test::matrix({{0, 0.5}, {1, -0.1}})).scale(), Scale::kMinmax);
}

TEST(Scale, ScalesPixelsByTheFullScale) {
  const at::Tensor rows = test::matrix({{0, 65535}, {257, 13107}}).to(at::kFloat);
  const auto fit = [&](Scale scale, Content content) {
    return Transform::fit(scaled_by(scale), rows, 65535, content);
  };
  const Transform transform = fit(Scale::kAuto, Content::kPixels);
  EXPECT_EQ(transform.scale(), Scale::kUnit);
  EXPECT_EQ(transform.full_scale(), 65535);
  const at::Tensor unit = test::matrix({{0, 1}, {1.0 / 255, 0.2}});
  EXPECT_EQ(test::values(transform.apply(rows, at::kDouble)), test::values(unit));
  EXPECT_LT(test::distance(transform.to_picture(transform.apply(rows, at::kDouble)), unit), 1e-15);
  EXPECT_LT(test::distance(fit(Scale::kSymmetric, Content::kPixels).apply(rows, at::kDouble),
                           unit * 2 - 1),
            1e-15);
  // Integer arrays have a full scale too, but only scale unit uses it.
  EXPECT_EQ(fit(Scale::kAuto, Content::kNumbers).scale(), Scale::kMinmax);
  const Transform numbers = fit(Scale::kUnit, Content::kNumbers);
  EXPECT_EQ(test::values(numbers.apply(rows, at::kDouble)), test::values(unit));
  EXPECT_FALSE(numbers.of_pixels());
}

TEST(Scale, MapsAConstantColumnToZero) {
  const at::Tensor rows = test::matrix({{7, 1}, {7, 3}});
  EXPECT_EQ(applied(scaled_by(Scale::kMinmax), rows), (Values{0, 0, 0, 1}));
  EXPECT_EQ(applied(scaled_by(Scale::kStandardize), rows), (Values{0, -1, 0, 1}));
}

// The float64 mean of many values 14.62 is not 14.62, so the deviation is not 0.
TEST(Scale, DetectsConstantColumnsByRangeNotDeviation) {
  for (const std::int64_t rows : {3, 10, 71, 100, 569, 1000}) {
    const at::Tensor column = at::full({rows, 1}, 14.62, at::kDouble);
    const Transform transform = Transform::fit(scaled_by(Scale::kStandardize), column);
    EXPECT_EQ(test::values(transform.tensors().at(1).second), Values{1}) << rows;
    EXPECT_EQ(test::values(transform.apply(test::matrix({{14.62}, {15.62}}), at::kFloat)),
              (Values{0, 1}));
  }
}

// Unix times, one second apart; float32 distinguishes only every 128th.
at::Tensor unix_times() {
  return at::arange(1'700'000'000, 1'700'000'100, at::kDouble).unsqueeze(1);
}

TEST(Scale, KeepsAColumnWithALargeOffsetInFloat32) {
  const at::Tensor times = unix_times();
  const at::Tensor seconds = at::arange(100, at::kDouble).unsqueeze(1);
  const Transform by_range = Transform::fit(scaled_by(Scale::kMinmax), times);
  EXPECT_LT(test::distance(by_range.apply(times, at::kFloat).to(at::kDouble), seconds / 99), 1e-7);
  EXPECT_LT(test::distance(by_range.undo(by_range.apply(times, at::kFloat)), times), 1e-5);
  // The standard deviation of 0..99 is √((100² − 1)/12).
  EXPECT_LT(test::distance(Transform::fit(scaled_by(Scale::kStandardize), times)
                               .apply(times, at::kFloat)
                               .to(at::kDouble),
                           (seconds - 49.5) / std::sqrt(9999.0 / 12)),
            1e-6);
  EXPECT_LT(
      test::distance(
          Transform::fit(scaled_by(Scale::kUnit), times).apply(times, at::kFloat).to(at::kDouble),
          seconds / 99),
      1e-7);
}

// More values than are scaled at once.
TEST(Scale, ScalesEveryChunkOfRowsAlike) {
  const at::Tensor rows = at::arange(1'500'001, at::kDouble).unsqueeze(1) + 1e9;
  const at::Tensor scaled = Transform::fit(scaled_by(Scale::kMinmax), rows).apply(rows, at::kFloat);
  const at::Tensor expected = at::arange(1'500'001, at::kDouble).unsqueeze(1) / 1'500'000;
  EXPECT_LT(test::distance(scaled.to(at::kDouble), expected), 1e-7);
}

TEST(Scale, RefusesValuesBeyondTheType) {
  const at::Tensor rows = test::matrix({{0, 1e300}, {1, 0}});
  const Transform transform = Transform::fit(scaled_by(Scale::kNone), rows);
  EXPECT_EQ(test::values(transform.apply(rows, at::kDouble)), test::values(rows));
  EXPECT_EQ(test::failure([&] { transform.apply(rows, at::kFloat); }),
            "3: scaled data: expected values that fit in float32, found 1e+300");
}

TEST(Scale, AppliesTheTrainingScaleToOtherRows) {
  const Transform transform = Transform::fit(scaled_by(Scale::kMinmax), kNumbers);
  EXPECT_EQ(test::values(transform.apply(test::matrix({{8, 0}}), at::kDouble)), (Values{2, -0.5}));
}

// By hand: row (0, .4) has mean .2 and differences ∓.2, row (.2, .2) none; σ² = (.04 + .04)/4 =
// .02.
TEST(PatchNorm, FollowsTheExercise) {
  config::DataConfig config = scaled_by(Scale::kNone);
  config.patch_norm = config::PatchNorm::kUfldl;
  const double third = 0.2 / (3 * std::sqrt(0.02));
  EXPECT_LT(
      test::distance(test::vector(applied(config, test::matrix({{0, 0.4}, {0.2, 0.2}}))),
                     test::vector({(1 - third) * 0.4 + 0.1, (1 + third) * 0.4 + 0.1, 0.5, 0.5})),
      1e-15);
  EXPECT_EQ(test::failure([&] {
              applied(config, test::matrix({{1, 1}, {2, 2}}));
            }),
            "3: --patch_norm ufldl: expected patches that are not all constant");
  // The float64 mean of three values .1 is not .1.
  EXPECT_EQ(test::failure([&] {
              applied(config, test::matrix({{0.1, 0.1, 0.1}, {0.7, 0.7, 0.7}}));
            }),
            "3: --patch_norm ufldl: expected patches that are not all constant");
}

TEST(PatchNorm, ClipsValuesAtThreeDeviations) {
  config::DataConfig config = scaled_by(Scale::kNone);
  config.patch_norm = config::PatchNorm::kUfldl;
  const Transform transform = Transform::fit(config, test::matrix({{0, 0.4}, {0.2, 0.2}}));
  const at::Tensor wild = transform.apply(test::matrix({{-100, 100}}), at::kDouble);
  EXPECT_LT(test::distance(wild, test::matrix({{0.1, 0.9}})), 1e-15);
}

config::DataConfig whitened(double eps) {
  config::DataConfig config = scaled_by(Scale::kNone);
  config.whiten = config::Whitening::kZca;
  config.whiten_eps = eps;
  return config;
}

// Rows (±2, 0) and (0, ±1) about (1, 1): the covariance is diag(2, .5).
TEST(Whitening, DividesByTheDeviationsAlongTheAxes) {
  const at::Tensor rows = test::matrix({{3, 1}, {-1, 1}, {1, 2}, {1, 0}});
  const Transform transform = Transform::fit(whitened(0.25), rows);
  const double a = 2 / 1.5, b = 1 / std::sqrt(0.75);
  EXPECT_LT(test::distance(transform.apply(rows, at::kDouble),
                           test::matrix({{a, 0}, {-a, 0}, {0, b}, {0, -b}})),
            1e-14);
  EXPECT_LT(test::distance(transform.to_picture(transform.apply(rows, at::kDouble)), rows), 1e-14);
}

// The squares of 1.7e9 have 19 digits, float64 has 16: variances of 833 would be lost. Seconds 0 to
// 99 have variance (100² − 1)/12.
TEST(Whitening, ComputesTheVarianceDespiteALargeOffset) {
  const at::Tensor times = unix_times();
  const Transform transform = Transform::fit(whitened(1e-9), times);
  const at::Tensor expected =
      (at::arange(100, at::kDouble).unsqueeze(1) - 49.5) / std::sqrt(9999.0 / 12);
  EXPECT_LT(test::distance(transform.apply(times, at::kFloat).to(at::kDouble), expected), 1e-6);
}

TEST(Whitening, MapsConstantRowsToZero) {
  const at::Tensor rows = test::matrix({{7, 14.62}, {7, 14.62}, {7, 14.62}});
  EXPECT_LT(test::distance(test::vector(applied(whitened(0.1), rows)), at::zeros({6}, at::kDouble)),
            1e-12);
}

TEST(Whitening, MakesColumnsUncorrelatedAndCloseToTheInput) {
  const at::Tensor mix = test::matrix({{1, 0.8, 0}, {0, 1, 0.5}, {0.3, 0, 1}});
  const at::Tensor rows = at::matmul(test::uniform({500, 3}, 1, -1, 1), mix) + 5;
  const Transform transform = Transform::fit(whitened(1e-9), rows);
  const at::Tensor white = transform.apply(rows, at::kDouble);
  EXPECT_LT(test::distance(at::matmul(white.t(), white) / 500, at::eye(3, at::kDouble)), 1e-6);
  // Only ZCA's whitening matrix is symmetric.
  const at::Tensor zca = transform.tensors().at(1).second;
  ASSERT_EQ(transform.tensors().at(1).first, "data.whitening");
  EXPECT_LT(test::distance(zca, zca.t()), 1e-12);
}

TEST(Undo, RestoresTheRowsAsInTheFiles) {
  config::DataConfig config = whitened(0.1);
  for (const Scale scale :
       {Scale::kNone, Scale::kUnit, Scale::kMinmax, Scale::kStandardize, Scale::kRms}) {
    config.scale = scale;
    for (const at::Tensor& rows : {kNumbers, kBytes}) {
      const Transform transform = Transform::fit(config, rows);
      EXPECT_LT(
          test::distance(transform.undo(transform.apply(rows, at::kDouble)), rows.to(at::kDouble)),
          1e-12);
    }
  }
}

TEST(ToPicture, UndoesTheScale) {
  for (const Scale scale :
       {Scale::kUnit, Scale::kSymmetric, Scale::kMinmax, Scale::kStandardize, Scale::kRms}) {
    const Transform of_numbers = Transform::fit(scaled_by(scale), kNumbers);
    EXPECT_LT(
        test::distance(of_numbers.to_picture(of_numbers.apply(kNumbers, at::kDouble)), kNumbers),
        1e-15);
    const Transform of_bytes = Transform::fit(scaled_by(scale), kBytes);
    EXPECT_LT(test::distance(of_bytes.to_picture(of_bytes.apply(kBytes, at::kDouble)),
                             kBytes.to(at::kDouble) / 255),
              1e-15);
  }
}

/// A filter w of the network gives w · apply(x); its picture p must give p · x, up to a constant.
TEST(FiltersToPicture, MatchTheFiltersResponse) {
  config::DataConfig config = whitened(0.1);
  config.scale = Scale::kStandardize;
  const at::Tensor rows = test::uniform({40, 3}, 1, -1, 9);
  const Transform transform = Transform::fit(config, rows);
  const at::Tensor filters = test::uniform({2, 3}, 2, -1, 1);
  const at::Tensor seen = at::matmul(transform.apply(rows, at::kDouble), filters.t());
  const at::Tensor pictured = at::matmul(rows, transform.filters_to_picture(filters).t());
  EXPECT_LT(test::distance(seen - seen[0], pictured - pictured[0]), 1e-12);
}

TEST(ChangesToPicture, MatchDifferencesOfPictures) {
  config::DataConfig config = whitened(0.1);
  config.scale = Scale::kStandardize;
  const Transform transform = Transform::fit(config, test::uniform({40, 3}, 1, -1, 9));
  const at::Tensor a = test::uniform({2, 3}, 2), b = test::uniform({2, 3}, 3);
  EXPECT_LT(test::distance(transform.changes_to_picture(a - b),
                           transform.to_picture(a) - transform.to_picture(b)),
            1e-12);
}

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

config::DataConfig filled(Scale scale) {
  config::DataConfig config = scaled_by(scale);
  config.table.missing = config::Missing::kMean;
  return config;
}

TEST(Fill, TakesTheMeansOfTheTrainingRows) {
  const at::Tensor rows = test::matrix({{1, kUnknown}, {kUnknown, 10}, {5, 30}});
  const Transform transform = Transform::fit(filled(Scale::kNone), rows);
  EXPECT_EQ(test::values(transform.apply(rows, at::kDouble)), (Values{1, 20, 3, 10, 5, 30}));
  const at::Tensor later = test::matrix({{kUnknown, kUnknown}});
  EXPECT_EQ(test::values(transform.apply(later, at::kFloat)), (Values{3, 20}));
}

TEST(Fill, ComesBeforeTheScale) {
  // Means 3 and 20; the variance of {1, 3, 5} is 8/3.
  const at::Tensor rows = test::matrix({{1, 10}, {kUnknown, kUnknown}, {5, 30}});
  EXPECT_EQ(applied(filled(Scale::kMinmax), rows), (Values{0, 0, 0.5, 0.5, 1, 1}));
  const double one = std::sqrt(1.5);
  EXPECT_LT(test::distance(test::vector(applied(filled(Scale::kStandardize), rows)),
                           test::vector({-one, -one, 0, 0, one, one})),
            1e-15);
}

config::DataConfig everything(Scale scale) {
  config::DataConfig config = whitened(0.1);
  config.scale = scale;
  config.patch_norm = config::PatchNorm::kUfldl;
  return config;
}

TEST(Restored, BehavesLikeTheFittedTransform) {
  const at::Tensor numbers = test::uniform({40, 3}, 1, -1, 9);
  const at::Tensor bytes = test::uniform({40, 3}, 1, 0, 255).to(at::kByte);
  for (const Scale scale : {Scale::kAuto, Scale::kUnit, Scale::kSymmetric, Scale::kMinmax,
                            Scale::kStandardize, Scale::kRms, Scale::kNone}) {
    for (const at::Tensor& rows : {numbers, bytes}) {
      for (const config::DataConfig& config :
           {scaled_by(scale), filled(scale), everything(scale)}) {
        const Transform fitted = Transform::fit(config, rows);
        const Transform restored = Transform::restore(config, 3, fitted.tensors(), "model");
        const at::Tensor seen = fitted.apply(rows, at::kDouble);
        EXPECT_EQ(test::values(restored.apply(rows, at::kDouble)), test::values(seen));
        EXPECT_EQ(test::values(restored.to_picture(seen)), test::values(fitted.to_picture(seen)));
        EXPECT_EQ(test::values(restored.filters_to_picture(seen)),
                  test::values(fitted.filters_to_picture(seen)));
        EXPECT_EQ(restored.scale(), fitted.scale());
        EXPECT_EQ(restored.of_pixels(), rows.scalar_type() == at::kByte);
      }
    }
  }
}

std::string failure_of(const config::DataConfig& config, const Transform::Tensors& tensors) {
  return test::failure([&] { Transform::restore(config, 2, tensors, "model"); });
}

TEST(Restored, RefusesMissingUnknownAndMisshapenTensors) {
  const Transform::Tensors whole = Transform::fit(scaled_by(Scale::kMinmax), kNumbers).tensors();
  ASSERT_EQ(whole.size(), 2U);
  EXPECT_EQ(failure_of(scaled_by(Scale::kMinmax), {whole[0]}),
            "5: model: data.divisor: expected this array with --scale minmax, --missing error, "
            "--patch_norm none, --whiten "
            "none");
  EXPECT_EQ(failure_of(scaled_by(Scale::kNone), whole),
            "5: model: data.offset: expected Double of shape [1], found Double of shape [2]");
  EXPECT_EQ(
      failure_of(whitened(0.1), {}),
      "5: model: data.mean: expected this array with --scale none, --missing error, --patch_norm "
      "none, --whiten zca");
  EXPECT_EQ(failure_of(scaled_by(Scale::kNone), {{"data.gamma", test::vector({1})}}),
            "5: model: unexpected array 'data.gamma'");
  EXPECT_EQ(failure_of(scaled_by(Scale::kMinmax),
                       {{"data.offset", whole[0].second.to(at::kFloat)}, whole[1]}),
            "5: model: data.offset: expected Double of shape [2], found Float of shape [2]");
}

TEST(Transform, FindsATensorByItsName) {
  config::DataConfig config;
  config.scale = Scale::kMinmax;
  const Transform transform = Transform::fit(config, test::matrix({{0, -2}, {10, 2}}));
  EXPECT_EQ(test::values(transform.tensor("data.divisor")), (std::vector<double>{10, 4}));
  EXPECT_FALSE(transform.tensor("data.whitening").defined());
}

}  // namespace
}  // namespace sae::data
