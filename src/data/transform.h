// SPDX-License-Identifier: MIT
// How values as files have them become what a network sees, and back.
#pragma once

#include <ATen/core/Tensor.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"

namespace sae::data {

/// Fitted on the training rows, kept in the model file, applied to all later rows. In this order:
///   scale      v = (x − offset) / divisor
///   patch_norm ufldl: v less its own mean, held in ±3σ, v ← (v/3σ + 1) · .4 + .1; σ the standard
///              deviation of all training values less their row's mean
///   whiten     zca: v ← (v − mean) · U diag(1/√(s + ε)) Uᵀ, U diag(s) Uᵀ the covariance of the
///              training rows (Bell & Sejnowski 1997; UFLDL, exercise on linear decoders)
class Transform {
 public:
  /// By their names in files.
  using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

  /// Changes nothing.
  Transform() = default;

  /// rows: [N, D] of training data as the files have them, uint8 or floating. Scales unit and
  /// symmetric go from 0 to full_scale (0: by the values' range); bytes are pixels up to 255. What
  /// scale auto stands for is decided here: unit for pixels. Throws kUsage where the option does
  /// not fit the data.
  static Transform fit(const config::DataConfig& config, const at::Tensor& rows,
                       double full_scale = 0, Content content = Content::kNumbers);

  /// What `tensors` gave of rows of `width` values under this configuration. `file` stands for
  /// their file in messages. Throws kCheckpoint when one is lacking, unknown or of another shape.
  static Transform restore(const config::DataConfig& config, std::int64_t width,
                           const Tensors& tensors, const std::string& file);

  /// rows [N, D] → [N, D] of this type. Bytes are computed in it, other numbers in float64: the
  /// difference from a large offset has to be taken before rounding. Throws kData where the type
  /// cannot hold a result.
  at::Tensor apply(const at::Tensor& rows, at::ScalarType type) const;

  /// What `apply` gave, or a network's output, as the rows that `apply` takes: of bytes in the type
  /// of `values`, else float64. patch_norm stays, and with it the scale.
  at::Tensor undo(const at::Tensor& values) const;
  /// The same as a person understands it: pixels in [0, 1], other numbers as they were.
  at::Tensor to_picture(const at::Tensor& values) const;
  /// Directions in the space of the network's input [M, D] (an encoder's filters), as directions
  /// in that of the pictures.
  at::Tensor filters_to_picture(const at::Tensor& filters) const;
  /// Differences of a network's outputs [M, D], as differences of pictures.
  at::Tensor changes_to_picture(const at::Tensor& changes) const;

  /// The scale taken for auto.
  config::Scale scale() const { return scale_; }
  /// Whether it was fitted on pixels.
  bool of_pixels() const { return picture_factor_ != 1; }
  /// The largest pixel of the files that it was fitted on; 0 if on other numbers.
  double full_scale() const { return of_pixels() ? std::round(1 / picture_factor_) : 0; }
  /// What there is of it as float64 tensors: "data.offset" and "data.divisor" [D] or [1],
  /// "data.sigma" [1], "data.mean" [D], "data.whitening" and "data.unwhitening" [D, D]; of pixels
  /// "data.picture_factor" [1], which brings them to [0, 1].
  Tensors tensors() const;

 private:
  at::Tensor scaled(const at::Tensor& rows) const;
  /// All that `apply` does, in the type of `rows`.
  at::Tensor prepared(const at::Tensor& rows) const;
  void check_whole(const config::DataConfig& config, const std::string& file) const;
  void fit_scale(const config::DataConfig& config, const at::Tensor& rows, double full_scale);
  void fit_whitening(double eps, const at::Tensor& rows);

  config::Scale scale_ = config::Scale::kNone;
  double picture_factor_ = 1;  ///< from values as files have them to those of pictures
  at::Tensor offset_, divisor_;
  at::Tensor sigma_;
  at::Tensor mean_, whitening_, unwhitening_;
};

}  // namespace sae::data
