// SPDX-License-Identifier: MIT
// How the page shows rows.
#include "report/display.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "data/values.h"
#include "picture/tiles.h"

namespace sae::report {
namespace {

constexpr int kLongestSide = 64;

data::ImageShape reduced_shape(const data::ImageShape& shape) {
  const int longest = std::max(shape.height, shape.width);
  if (longest <= kLongestSide) return shape;
  const picture::Tiles one = {1, shape.height, shape.width, 1,
                              std::vector<float>(static_cast<std::size_t>(shape.height) *
                                                 static_cast<std::size_t>(shape.width))};
  const picture::Tiles fewer = picture::shrink(one, kLongestSide);
  return {fewer.height, fewer.width, shape.channels};
}

}  // namespace

Display::Display(const data::Transform& transform, const data::Dataset& rows,
                 const model::Network& network)
    : transform_(transform),
      shape_(rows.shape),
      shown_shape_(rows.shape),
      columns_(rows.column_names),
      window_(rows.window),
      image_(data::is_picture(rows)),
      pixels_(transform.of_pixels()) {
  if (image_) shown_shape_ = reduced_shape(shape_);
  const model::Activation output = network.layers.back().activation;
  const bool linear = output == model::Activation::kIdentity;
  mixed_ = transform.tensor("data.whitening").defined() || shown_shape_.height != shape_.height ||
           shown_shape_.width != shape_.width;
  summed_ = network.layers.size() == network.code + 2 && (linear || !mixed_);
  activation_ = output;
  const at::Tensor zeros = at::zeros({1, rows.width()}, at::kDouble);
  if (mixed_) {
    const std::int64_t width = shown(zeros).size(1);
    offset_ = at::zeros({width}, at::kFloat);
    factor_ = at::ones({width}, at::kFloat);
  } else {
    offset_ = shown(zeros)[0];
    factor_ = shown(at::ones_like(zeros))[0] - offset_;
  }
  if (!image_ || pixels_) return;
  const at::Tensor all = shown(rows.features);
  low_ = all.min().item<double>();
  high_ = all.max().item<double>();
}

at::Tensor Display::shrunk(const at::Tensor& values, int channels) const {
  const at::Tensor floats = values.to(at::kFloat).contiguous();
  if (shown_shape_.height == shape_.height && shown_shape_.width == shape_.width) return floats;
  const picture::Tiles tiles = picture::shrink(
      picture::to_tiles(floats, {shape_.height, shape_.width, channels}), kLongestSide);
  return at::from_blob(const_cast<float*>(tiles.values.data()),
                       {values.size(0), static_cast<std::int64_t>(picture::values_per_tile(tiles))},
                       at::kFloat)
      .clone();
}

at::Tensor Display::shown(const at::Tensor& values) const {
  return shrunk(transform_.to_picture(values), shape_.channels);
}

at::Tensor Display::sums(const at::Tensor& values) const {
  return mixed_ ? shown(values) : values.to(at::kFloat);
}

at::Tensor Display::sum_changes(const at::Tensor& changes) const {
  if (!mixed_) return changes.to(at::kFloat);
  return shown(changes) - shown(at::zeros_like(changes.narrow(0, 0, 1)));
}

at::Tensor Display::directions(const at::Tensor& changes) const {
  return image_ ? shrunk(transform_.changes_to_picture(changes), shape_.channels)
                : changes.to(at::kFloat);
}

at::Tensor Display::filters(const at::Tensor& filters) const {
  return image_ ? shrunk(transform_.filters_to_picture(filters), shape_.channels)
                : filters.to(at::kFloat);
}

at::Tensor Display::maps(const at::Tensor& values) const {
  if (!image_) return values.to(at::kFloat);
  const std::int64_t pixels = values.size(1) / shape_.channels;
  return shrunk(values.view({values.size(0), pixels, shape_.channels}).sum(2), 1);
}

at::Tensor Display::to_bytes(const at::Tensor& shown) const {
  const double range = high_ > low_ ? high_ - low_ : 1;
  constexpr double kLargest = 255;
  return ((shown - low_) / range * kLargest).round().clamp(0, kLargest).to(at::kByte);
}

format::Json Display::json() const {
  const std::string kind = image_ ? "image" : window_ > 1 ? "series" : "table";
  return {{"kind", kind},
          {"height", shown_shape_.height},
          {"width", shown_shape_.width},
          {"channels", shown_shape_.channels},
          {"full_height", shape_.height},
          {"full_width", shape_.width},
          {"window", window_},
          {"columns", columns_},
          {"pixels", pixels_},
          {"low", low_},
          {"high", high_},
          {"summed", summed_},
          {"activation", enum_name(mixed_ ? model::Activation::kIdentity : activation_)},
          {"offset", data::to_vector<float>(offset_)},
          {"factor", data::to_vector<float>(factor_)}};
}

}  // namespace sae::report
