// SPDX-License-Identifier: MIT
// Tests of how the page shows rows.
#include "report/display.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/tensors.h"

namespace sae::report {
namespace {

using model::Activation;

/// D → 1 → D with this output.
model::Network network(std::int64_t width, Activation output) {
  const auto options = at::TensorOptions(at::kDouble);
  return {{{at::zeros({1, width}, options), at::zeros({1}, options), Activation::kSigmoid, 0},
           {at::zeros({width, 1}, options), at::zeros({width}, options), output, 0}},
          0};
}

data::Dataset images(const at::Tensor& rows, int height, int width, int channels = 1) {
  data::Dataset dataset;
  dataset.features = rows;
  dataset.shape = {height, width, channels};
  return dataset;
}

data::Transform fitted(config::Scale scale, const at::Tensor& rows, double full_scale = 0) {
  config::DataConfig config;
  config.scale = scale;
  return data::Transform::fit(config, rows, full_scale,
                              full_scale > 0 ? data::Content::kPixels : data::Content::kNumbers);
}

/// offset + factor · act(sums), as the page computes it.
at::Tensor redrawn(const Display& display, const at::Tensor& sums) {
  const format::Json json = display.json();
  const auto list = [&](const char* name) {
    return at::tensor(json[name].get<std::vector<double>>(), at::kDouble);
  };
  const at::Tensor values = json["activation"] == "sigmoid" ? sums.sigmoid() : sums;
  return list("offset") + list("factor") * values;
}

TEST(Display, RedrawsPixelsFromTheSumsOfASigmoidOutput) {
  const at::Tensor bytes = at::tensor({0, 255, 51, 102}, at::kByte).view({1, 4});
  const data::Transform transform = fitted(config::Scale::kUnit, bytes, 255);
  const Display display(transform, images(test::matrix({{0, 1, 0.2, 0.4}}), 2, 2),
                        network(4, Activation::kSigmoid));
  EXPECT_TRUE(display.is_image());
  EXPECT_TRUE(display.is_summed());
  const at::Tensor sums = test::matrix({{-2, 0, 1, 3}});
  EXPECT_TRUE(at::allclose(redrawn(display, display.sums(sums)),
                           display.shown(sums.sigmoid()).to(at::kDouble), 1e-6, 1e-6));
  EXPECT_TRUE(display.to_bytes(display.shown(test::matrix({{0, 1, 0.2, 0.4}}))).equal(bytes));
}

// Columns 0 to 10 and 5 to 105, scaled to [0, 1].
TEST(Display, ShowsTablesInTheirOwnUnits) {
  const at::Tensor rows = test::matrix({{0, 5}, {10, 105}});
  data::Dataset table = images(test::matrix({{0, 0}, {1, 1}}), 1, 2);
  table.column_names = {"a", "b"};
  const Display display(fitted(config::Scale::kMinmax, rows), table,
                        network(2, Activation::kIdentity));
  EXPECT_EQ(display.json()["kind"], "table");
  EXPECT_TRUE(at::allclose(display.shown(test::matrix({{0.5, 0.5}})),
                           test::matrix({{5, 55}}).to(at::kFloat)));
  EXPECT_TRUE(at::allclose(redrawn(display, display.sums(test::matrix({{0.5, 0.5}}))),
                           test::matrix({{5, 55}})));
}

// With ZCA, a value of the output changes several pixels: a sigmoid output cannot be summed.
TEST(Display, SumsWhitenedImagesOnlyWithAnIdentityOutput) {
  const at::Tensor rows = test::uniform({20, 16}, 1, 0, 1);
  config::DataConfig config;
  config.scale = config::Scale::kNone;
  config.whiten = config::Whitening::kZca;
  const data::Transform transform = data::Transform::fit(config, rows);
  const at::Tensor white = transform.apply(rows, at::kDouble);
  const Display display(transform, images(white, 4, 4), network(16, Activation::kIdentity));
  EXPECT_TRUE(display.is_summed());
  EXPECT_TRUE(
      at::allclose(redrawn(display, display.sums(white).to(at::kDouble)), rows, 1e-4, 1e-5));
  const at::Tensor half = display.sum_changes(white * 0.5).to(at::kDouble);
  EXPECT_TRUE(at::allclose(display.sums(white * 0.5).to(at::kDouble) + half,
                           display.sums(white).to(at::kDouble), 1e-4, 1e-5));
  EXPECT_FALSE(
      Display(transform, images(white, 4, 4), network(16, Activation::kSigmoid)).is_summed());
}

TEST(Display, DoesNotSumDeepDecoders) {
  model::Network deep = network(16, Activation::kIdentity);
  deep.layers.push_back(deep.layers.back());
  EXPECT_FALSE(Display({}, images(test::uniform({2, 16}, 1, 0, 1), 4, 4), deep).is_summed());
}

// 100 × 50 pixels become 64 × 32; the mean stays.
TEST(Display, ShrinksLargeImages) {
  const Display display({}, images(at::full({1, 5000}, 0.25, at::kDouble), 100, 50),
                        network(5000, Activation::kIdentity));
  EXPECT_EQ(display.json()["height"], 64);
  EXPECT_EQ(display.json()["width"], 32);
  const at::Tensor shown = display.shown(at::full({1, 5000}, 0.25, at::kDouble));
  EXPECT_EQ(shown.size(1), 64 * 32);
  EXPECT_NEAR(shown.mean().item<double>(), 0.25, 1e-6);
}

TEST(Display, AddsUpTheChannelsOfMaps) {
  const Display display({}, images(test::uniform({1, 12}, 1, 0, 1), 2, 2, 3),
                        network(12, Activation::kIdentity));
  const at::Tensor maps = display.maps(at::arange(12, at::kDouble).unsqueeze(0));
  EXPECT_TRUE(maps.equal(test::matrix({{3, 12, 21, 30}}).to(at::kFloat))) << maps;
  EXPECT_EQ(display.maps(at::zeros({0, 12})).sizes(), (std::vector<std::int64_t>{0, 4}));
}

}  // namespace
}  // namespace sae::report
