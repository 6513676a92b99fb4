// SPDX-License-Identifier: MIT
// Transforms values from the files to the network's input, and back.
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

/// Preprocessing fitted on the training rows, saved in the model file, applied to all later rows.
/// In this order:
///   fill       missing values (nan) become their column's mean over the training rows
///   scale      v = (x − offset) / divisor
///   patch_norm ufldl: subtract the row's mean, clip to ±3σ, v ← (v/3σ + 1) · .4 + .1; σ is the
///              standard deviation of all training values minus their row means
///   whiten     zca: v ← (v − mean) · U diag(1/√(s + ε)) Uᵀ, U diag(s) Uᵀ the covariance of the
///              training rows (Bell & Sejnowski 1997; UFLDL, exercise on linear decoders)
class Transform {
 public:
  /// Tensors with their names in files.
  using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

  /// The identity.
  Transform() = default;

  /// Fits on training rows [N, D] as in the files, uint8 or floating. Scales unit and symmetric map
  /// 0 to full_scale (0: the values' range); bytes are pixels up to 255. Scale auto is resolved
  /// here: unit for pixels. Features that stand for texts in `encoding` are filled with 0 and never
  /// scaled; rows may be windows of its features. Throws kUsage if the option does not fit the
  /// data, kData if all values of a column are missing.
  static Transform fit(const config::DataConfig& config, const at::Tensor& rows,
                       double full_scale = 0, Content content = Content::kNumbers,
                       const TableEncoding& encoding = {});

  /// Restores from saved `tensors` and the encoding for rows of `width` values with this
  /// configuration. `file` is the file name for messages. Throws kCheckpoint if a tensor is
  /// missing, unknown or of another shape.
  static Transform restore(const config::DataConfig& config, std::int64_t width,
                           const Tensors& tensors, const std::string& file,
                           TableEncoding encoding = {});

  /// rows [N, D] → [N, D] of this type. Bytes are computed in this type, other numbers in float64,
  /// because the difference from a large offset must be taken before rounding. Throws kData if the
  /// type cannot represent a result.
  at::Tensor apply(const at::Tensor& rows, at::ScalarType type) const;

  /// Inverse of `apply`, for its results or a network's output. Returns the type of `values` for
  /// bytes, else float64. With patch_norm, neither it nor the scale is undone.
  at::Tensor undo(const at::Tensor& values) const;
  /// Like `undo`, for display: pixels in [0, 1], other numbers in their own units.
  at::Tensor to_picture(const at::Tensor& values) const;
  /// Maps directions in the network's input space [M, D] (an encoder's filters) to the picture
  /// space.
  at::Tensor filters_to_picture(const at::Tensor& filters) const;
  /// Maps differences of network outputs [M, D] to differences of pictures.
  at::Tensor changes_to_picture(const at::Tensor& changes) const;

  /// The columns of the table that it was fitted on; none for other data.
  const TableEncoding& encoding() const { return encoding_; }
  /// The resolved scale (never auto).
  config::Scale scale() const { return scale_; }
  /// Whether it was fitted on pixels.
  bool of_pixels() const { return picture_factor_ != 1; }
  /// Largest pixel value of the files that it was fitted on; 0 for other numbers.
  double full_scale() const { return of_pixels() ? std::round(1 / picture_factor_) : 0; }
  /// Its defined float64 tensors: "data.fill" [D], "data.offset" and "data.divisor" [D] or [1],
  /// "data.sigma" [1], "data.mean" [D], "data.whitening" and "data.unwhitening" [D, D]; for pixels
  /// "data.picture_factor" [1], which maps them to [0, 1].
  Tensors tensors() const;
  /// The one of these with this name; undefined if there is none.
  at::Tensor tensor(const std::string& name) const;

 private:
  at::Tensor filled(const at::Tensor& rows) const;
  at::Tensor scaled(const at::Tensor& rows) const;
  /// All steps of `apply`, in the type of `rows`.
  at::Tensor prepared(const at::Tensor& rows) const;
  void check_whole(const config::DataConfig& config, const std::string& file) const;
  void fit_scale(const config::DataConfig& config, const at::Tensor& rows,
                 const at::Tensor& categories, double full_scale);
  void fit_whitening(double eps, const at::Tensor& rows);

  TableEncoding encoding_;
  config::Scale scale_ = config::Scale::kNone;
  double picture_factor_ = 1;  ///< from values in the files to picture values
  at::Tensor fill_;
  at::Tensor offset_, divisor_;
  at::Tensor sigma_;
  at::Tensor mean_, whitening_, unwhitening_;
};

}  // namespace sae::data
