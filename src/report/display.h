// SPDX-License-Identifier: MIT
// How the page shows rows: from the network's values to pictures or to the units of the data.
#pragma once

#include <ATen/core/Tensor.h>

#include "data/dataset.h"
#include "data/transform.h"
#include "format/json.h"
#include "model/layer.h"

namespace sae::report {

/// Maps network values [M, D] to shown values [M, S]. Images have at most kLongestSide pixels a
/// side; S is then smaller than D. Other rows are shown in the units of the data.
class Display {
 public:
  /// rows: the rows shown; network: whose output is shown.
  Display(const data::Transform& transform, const data::Dataset& rows,
          const model::Network& network);

  bool is_image() const { return image_; }
  /// Size of a shown image.
  const data::ImageShape& shown_shape() const { return shown_shape_; }
  /// Whether the page can compute an output from the sums of the last layer: with one decoder
  /// layer, unless a mixing of values comes after a nonlinear output.
  bool is_summed() const { return summed_; }

  /// Network input or output [M, D] → [M, S] float32.
  at::Tensor shown(const at::Tensor& values) const;
  /// Sums of the output layer [M, D] (before its activation) → [M, S]: with act the activation in
  /// `json`, shown = offset + factor · act(sums). Only if is_summed.
  at::Tensor sums(const at::Tensor& values) const;
  /// Changes of the sums [M, D], such as decoder columns → [M, S].
  at::Tensor sum_changes(const at::Tensor& changes) const;
  /// Directions of the output [M, D] for display only → [M, S].
  at::Tensor directions(const at::Tensor& changes) const;
  /// Directions of the input [M, D], such as encoder weights → [M, S].
  at::Tensor filters(const at::Tensor& filters) const;
  /// Values of network inputs [M, D], added up over channels → [M, S / channels].
  at::Tensor maps(const at::Tensor& values) const;
  /// Shown values as bytes [M, S]: from `low` to `high` (images only).
  at::Tensor to_bytes(const at::Tensor& shown) const;

  /// Kind, shape, column names, range, output activation, factor and offset.
  format::Json json() const;

 private:
  at::Tensor shrunk(const at::Tensor& values, int channels) const;

  data::Transform transform_;
  data::ImageShape shape_;
  data::ImageShape shown_shape_;
  std::vector<std::string> columns_;
  std::int64_t window_ = 1;
  bool image_ = false;
  bool pixels_ = false;
  bool mixed_ = false;  ///< whether a shown value depends on several network values
  bool summed_ = false;
  model::Activation activation_ = model::Activation::kIdentity;
  double low_ = 0, high_ = 1;
  at::Tensor offset_, factor_;  ///< [S] float32
};

}  // namespace sae::report
