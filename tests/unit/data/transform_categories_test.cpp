// SPDX-License-Identifier: MIT
// Tests of the transform of tables with columns of texts.
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "data/transform.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using config::Scale;

const TableEncoding kSizeAndColour({{"size", format::ColumnKind::kNumber, {}},
                                    {"colour", format::ColumnKind::kText, {"blue", "red"}}});

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

Transform fit_coloured(const config::DataConfig& config, const at::Tensor& rows) {
  return Transform::fit(config, rows, 0, Content::kNumbers, kSizeAndColour);
}

config::DataConfig with_scale(Scale scale) {
  config::DataConfig config;
  config.scale = scale;
  return config;
}

TEST(Categories, AreNeverScaled) {
  const at::Tensor rows = test::matrix({{10, 1, 0}, {20, 1, 0}, {30, 0, 1}});
  for (const Scale scale : {Scale::kMinmax, Scale::kStandardize, Scale::kUnit, Scale::kSymmetric}) {
    config::DataConfig config = with_scale(scale);
    config.table.categories = config::Categories::kOnehot;
    const Transform fitted = fit_coloured(config, rows);
    const at::Tensor seen = fitted.apply(rows, at::kDouble);
    EXPECT_TRUE(seen.narrow(1, 1, 2).equal(rows.narrow(1, 1, 2))) << enum_name(scale);
    EXPECT_EQ(seen[1][0].item<double>(), scale == Scale::kMinmax || scale == Scale::kUnit ? 0.5 : 0)
        << enum_name(scale) << ": the range is that of the numbers";
    const Transform restored = Transform::restore(config, 3, fitted.tensors(), "model");
    EXPECT_TRUE(restored.apply(rows, at::kDouble).equal(seen));
    EXPECT_LT(test::distance(restored.undo(seen), rows), 1e-14);
  }
}

TEST(Categories, DoNotCountInTheMeanSquare) {
  const at::Tensor rows = test::matrix({{1, 1, 0}, {7, 1, 0}, {5, 0, 1}, {5, 0, 1}});
  const Transform fitted = fit_coloured(with_scale(Scale::kRms), rows);
  EXPECT_EQ(test::values(fitted.apply(rows, at::kDouble)),
            (std::vector<double>{0.2, 1, 0, 1.4, 1, 0, 1, 0, 1, 1, 0, 1}));
}

TEST(Categories, AreNeverScaledInWindowsEither) {
  const at::Tensor rows = test::matrix({{10, 1, 0, 20, 0, 1}, {20, 0, 1, 30, 1, 0}});
  const Transform transform = fit_coloured(with_scale(Scale::kMinmax), rows);
  EXPECT_EQ(test::values(transform.apply(rows, at::kDouble)),
            (std::vector<double>{0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0}));
}

TEST(Categories, HaveNoOneWhereTheTextIsMissing) {
  const at::Tensor rows = test::matrix({{1, kNoValue, kNoValue}, {3, 0, 1}, {kNoValue, 1, 0}});
  config::DataConfig config = with_scale(Scale::kNone);
  config.table.missing = config::Missing::kMean;
  const Transform transform = fit_coloured(config, rows);
  EXPECT_EQ(test::values(transform.apply(rows, at::kDouble)),
            (std::vector<double>{1, 0, 0, 3, 0, 1, 2, 1, 0}));
}

}  // namespace
}  // namespace sae::data
