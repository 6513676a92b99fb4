// SPDX-License-Identifier: MIT
// Transforms values from the files to the network's input, and back.
#include "data/transform.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "base/chunks.h"
#include "base/error.h"
#include "base/text.h"
#include "data/column_summary.h"
#include "data/fill.h"
#include "format/shape.h"

namespace sae::data {
namespace {

using config::Scale;

/// Calls `visit(start, piece)` for consecutive pieces of `rows`, so that copies in float64 stay
/// small.
template <class Visit>
void for_each_piece(const at::Tensor& rows, const Visit& visit) {
  constexpr std::int64_t kCopies = 3;
  const auto bytes = static_cast<std::int64_t>(sizeof(double)) * rows.size(1);
  base::for_each_chunk(rows.size(0), kCopies * bytes, [&](std::int64_t start, std::int64_t count) {
    visit(start, rows.narrow(0, start, count));
  });
}

/// An optional tensor converted to the type and device of `like`.
at::Tensor converted_like(const at::Tensor& tensor, const at::Tensor& like) {
  return tensor.to(like.options());
}

/// Range of all values outside categories; 0 to 1 if there are none.
std::pair<double, double> whole_range(const ColumnSummary& range, const at::Tensor& categories) {
  at::Tensor low = range.low, high = range.high;
  if (categories.defined()) {
    const at::Tensor numbers = categories.logical_not();
    low = low.masked_select(numbers);
    high = high.masked_select(numbers);
  }
  if (low.numel() == 0) return {0, 1};
  return {low.min().item<double>(), high.max().item<double>()};
}

Scale choose_scale(const ColumnSummary& range) {
  const auto [low, high] = whole_range(range, {});
  return low >= 0 && high <= 1 ? Scale::kNone : Scale::kMinmax;
}

/// Replaces 0 (constant columns) by 1, so that such a column becomes 0.
at::Tensor never_zero(const at::Tensor& width) {
  return at::where(width == 0, at::ones_like(width), width);
}

/// Offset and divisor of scale standardize, [D]. Rounding gives a constant column a mean off its
/// value and a deviation above 0, so constancy is decided by the range.
std::pair<at::Tensor, at::Tensor> standardize(const at::Tensor& rows) {
  const at::Tensor mean = rows.mean(0, /*keepdim=*/false, at::kDouble);
  at::Tensor squares = at::zeros_like(mean);
  for_each_piece(rows, [&](std::int64_t, const at::Tensor& piece) {
    squares += (piece.to(at::kDouble) - mean).square().sum(0);
  });
  const at::Tensor deviation = (squares / static_cast<double>(rows.size(0))).sqrt();
  const ColumnSummary range = summarize_columns(rows);
  const at::Tensor constant = range.low == range.high;
  return {at::where(constant, range.low, mean),
          never_zero(at::where(constant, at::zeros_like(deviation), deviation))};
}

/// √(mean of all values²) as [1]; 1 if all are 0. categories: mask [D] of columns that do not
/// count; undefined: all count.
at::Tensor root_mean_square(const at::Tensor& rows, const at::Tensor& categories) {
  const auto counted = [&](const at::Tensor& piece) {
    const at::Tensor values = piece.to(at::kDouble);
    return categories.defined() ? values.masked_fill(categories, 0) : values;
  };
  at::Tensor largest = at::zeros({}, at::kDouble);
  for_each_piece(rows, [&](std::int64_t, const at::Tensor& piece) {
    largest = at::maximum(largest, counted(piece).abs().max());
  });
  largest = never_zero(largest);
  at::Tensor squares = at::zeros({}, at::kDouble);
  for_each_piece(rows, [&](std::int64_t, const at::Tensor& piece) {
    squares += (counted(piece) / largest).square().sum();  // large values have no finite square
  });
  const std::int64_t columns =
      rows.size(1) - (categories.defined() ? categories.sum().item<std::int64_t>() : 0);
  const auto count = static_cast<double>(std::max<std::int64_t>(rows.size(0) * columns, 1));
  return never_zero((squares / count).sqrt() * largest).reshape({1});
}

/// Throws if the type cannot represent the scaled finite values.
void expect_fitting(const at::Tensor& fitted, const at::Tensor& values) {
  if (at::isfinite(fitted).all().item<bool>()) return;
  const double largest = values.abs().max().item<double>();
  throw Error(ErrorKind::kData,
              std::string("scaled data: expected values that fit in ") +
                  (fitted.scalar_type() == at::kFloat ? "float32" : "float64") + ", found " +
                  base::format_number(largest),
              "use --scale standardize or minmax");
}

/// Takes named tensors out of a file's list.
class SavedTensors {
 public:
  SavedTensors(Transform::Tensors tensors, std::string file)
      : tensors_(std::move(tensors)), file_(std::move(file)) {}

  /// Like `take`, of shape [width] or [1].
  at::Tensor take_numbers(const std::string& name, std::int64_t width) {
    const auto found = std::ranges::find(tensors_, name, &Transform::Tensors::value_type::first);
    const bool one = found != tensors_.end() && found->second.numel() == 1;
    return take(name, {one ? 1 : width});
  }

  /// Removes and returns the tensor of this name; undefined if the file has none.
  at::Tensor take(const std::string& name, const std::vector<std::int64_t>& shape) {
    const auto found = std::ranges::find(tensors_, name, &Transform::Tensors::value_type::first);
    if (found == tensors_.end()) return {};
    const at::Tensor tensor = found->second;
    tensors_.erase(found);
    if (tensor.scalar_type() == at::kDouble && tensor.sizes() == shape) return tensor;
    throw Error(ErrorKind::kCheckpoint, file_ + ": " + name + ": expected Double of shape [" +
                                            format::shape_text(shape) + "], found " +
                                            c10::toString(tensor.scalar_type()) + " of shape [" +
                                            format::shape_text(tensor.sizes().vec()) + "]");
  }

  void refuse_rest() const {
    if (tensors_.empty()) return;
    throw Error(ErrorKind::kCheckpoint,
                file_ + ": unexpected array " + base::quote(tensors_.front().first));
  }

 private:
  Transform::Tensors tensors_;
  std::string file_;
};

}  // namespace

Transform Transform::restore(const config::DataConfig& config, std::int64_t width,
                             const Tensors& tensors, const std::string& file,
                             TableEncoding encoding) {
  SavedTensors saved(tensors, file);
  Transform transform;
  transform.encoding_ = std::move(encoding);
  const at::Tensor factor = saved.take("data.picture_factor", {1});
  if (factor.defined()) transform.picture_factor_ = factor.item<double>();
  transform.scale_ = config.scale;
  if (config.scale == Scale::kAuto) {
    transform.scale_ = factor.defined() ? Scale::kUnit : Scale::kMinmax;
  }
  transform.fill_ = saved.take("data.fill", {width});
  // A scale common to all columns is one number, unless categories keep theirs.
  const bool columns =
      transform.scale_ == Scale::kMinmax || transform.scale_ == Scale::kStandardize;
  const bool onehot = config.table.categories == config::Categories::kOnehot;
  const auto take_scale = [&](const char* name) {
    if (columns || !onehot) return saved.take(name, {columns ? width : 1});
    return saved.take_numbers(name, width);
  };
  transform.offset_ = take_scale("data.offset");
  transform.divisor_ = take_scale("data.divisor");
  transform.sigma_ = saved.take("data.sigma", {1});
  transform.mean_ = saved.take("data.mean", {width});
  transform.whitening_ = saved.take("data.whitening", {width, width});
  transform.unwhitening_ = saved.take("data.unwhitening", {width, width});
  saved.refuse_rest();
  if (config.scale == Scale::kAuto && !transform.offset_.defined()) transform.scale_ = Scale::kNone;
  transform.check_whole(config, file);
  return transform;
}

void Transform::check_whole(const config::DataConfig& config, const std::string& file) const {
  const auto check = [&](bool wanted, const at::Tensor& tensor, const std::string& name) {
    if (wanted == tensor.defined()) return;
    throw Error(ErrorKind::kCheckpoint,
                file + ": " + name + ": expected " + (wanted ? "this array" : "no such array") +
                    " with --scale " + enum_name(scale_) + ", --missing " +
                    enum_name(config.table.missing) + ", --patch_norm " +
                    enum_name(config.patch_norm) + ", --whiten " + enum_name(config.whiten));
  };
  const bool scaled = scale_ != Scale::kNone, white = config.whiten == config::Whitening::kZca;
  check(config.table.missing == config::Missing::kMean, fill_, "data.fill");
  check(scaled, offset_, "data.offset");
  check(scaled, divisor_, "data.divisor");
  check(config.patch_norm == config::PatchNorm::kUfldl, sigma_, "data.sigma");
  check(white, mean_, "data.mean");
  check(white, whitening_, "data.whitening");
  check(white, unwhitening_, "data.unwhitening");
}

Transform Transform::fit(const config::DataConfig& config, const at::Tensor& unfilled,
                         double full_scale, Content content, const TableEncoding& encoding) {
  Transform transform;
  transform.encoding_ = encoding;
  if (config.table.missing == config::Missing::kMean) {
    transform.fill_ = fit_fill(unfilled, encoding);
  }
  const at::Tensor rows = transform.filled(unfilled);
  const bool bytes = rows.scalar_type() == at::kByte;
  if (bytes) full_scale = kLargestByte;
  if (bytes || content == Content::kPixels) transform.picture_factor_ = 1 / full_scale;
  transform.fit_scale(config, rows, encoding.category_mask(rows.size(1)), full_scale);
  if (config.patch_norm == config::PatchNorm::kUfldl) {
    at::Tensor squares = at::zeros({}, at::kDouble);
    bool flat = true;
    for_each_piece(rows, [&](std::int64_t, const at::Tensor& piece) {
      const at::Tensor values = transform.scaled(piece.to(at::kDouble));
      squares += (values - values.mean(1, /*keepdim=*/true)).square().sum();
      flat = flat && values.amin(1).equal(values.amax(1));
    });
    transform.sigma_ = (squares / static_cast<double>(rows.numel())).sqrt().reshape({1});
    if (flat) {
      throw Error(ErrorKind::kData,
                  "--patch_norm ufldl: expected patches that are not all constant");
    }
  }
  if (config.whiten == config::Whitening::kZca) transform.fit_whitening(config.whiten_eps, rows);
  return transform;
}

void Transform::fit_scale(const config::DataConfig& config, const at::Tensor& rows,
                          const at::Tensor& categories, double full_scale) {
  scale_ = config.scale;
  // A pass over all rows, made once and only if it is needed.
  std::optional<ColumnSummary> found;
  const auto range = [&]() -> const ColumnSummary& {
    return found ? *found : found.emplace(summarize_columns(rows));
  };
  if (scale_ == Scale::kAuto) scale_ = of_pixels() ? Scale::kUnit : choose_scale(range());
  const auto full_range = [&] {
    if (full_scale > 0) return std::pair(0.0, full_scale);
    const auto [low, high] = whole_range(range(), categories);
    return std::pair(low, low < high ? high : low + 1);
  };
  switch (scale_) {
    case Scale::kAuto:
    case Scale::kNone:
      return;
    case Scale::kUnit: {
      const auto [low, high] = full_range();
      offset_ = at::tensor({low}, at::kDouble);
      divisor_ = at::tensor({high - low}, at::kDouble);
      break;
    }
    case Scale::kSymmetric: {
      const auto [low, high] = full_range();
      offset_ = at::tensor({(low + high) / 2}, at::kDouble);
      divisor_ = at::tensor({(high - low) / 2}, at::kDouble);
      break;
    }
    case Scale::kMinmax: {
      offset_ = range().low;
      divisor_ = never_zero(range().high - range().low);
      break;
    }
    case Scale::kStandardize:
      std::tie(offset_, divisor_) = standardize(rows);
      break;
    case Scale::kRms:
      offset_ = at::zeros({1}, at::kDouble);
      divisor_ = root_mean_square(rows, categories);
      break;
  }
  if (!categories.defined()) return;
  offset_ = at::where(categories, at::zeros_like(offset_), offset_);
  divisor_ = at::where(categories, at::ones_like(divisor_), divisor_);
}

void Transform::fit_whitening(double eps, const at::Tensor& rows) {
  const auto count = static_cast<double>(rows.size(0));
  const auto width = rows.size(1);
  at::Tensor sum = at::zeros({width}, at::kDouble);
  at::Tensor products = at::zeros({width, width}, at::kDouble);
  // Subtract a row of the data first, so that the squares of a large offset do not swamp the
  // variances. Bytes have no large offset.
  const bool bytes = rows.scalar_type() == at::kByte;
  const at::Tensor origin =
      bytes ? at::zeros({width}, at::kDouble) : apply(rows.narrow(0, 0, 1), at::kDouble)[0];
  for_each_piece(rows, [&](std::int64_t, const at::Tensor& piece) {
    const at::Tensor values = apply(piece, at::kDouble) - origin;
    sum += values.sum(0);
    products += at::matmul(values.t(), values);
  });
  const at::Tensor mean = sum / count;
  const at::Tensor covariance = products / count - mean.unsqueeze(1) * mean.unsqueeze(0);
  const auto [variances, directions] = at::linalg_eigh(covariance);
  const at::Tensor deviations = (variances.clamp_min(0) + eps).sqrt();
  mean_ = mean + origin;
  whitening_ = at::matmul(directions / deviations, directions.t());
  unwhitening_ = at::matmul(directions * deviations, directions.t());
}

at::Tensor Transform::filled(const at::Tensor& rows) const {
  return fill_.defined() ? fill_missing(rows, fill_) : rows;
}

at::Tensor Transform::scaled(const at::Tensor& rows) const {
  if (!offset_.defined()) return rows;
  return (rows - converted_like(offset_, rows)) / converted_like(divisor_, rows);
}

at::Tensor Transform::prepared(const at::Tensor& rows) const {
  at::Tensor values = scaled(filled(rows));
  if (sigma_.defined()) {
    const double limit = 3 * sigma_.item<double>();
    values = values - values.mean(1, /*keepdim=*/true);
    values = (values.clamp(-limit, limit) / limit + 1) * 0.4 + 0.1;
  }
  if (!whitening_.defined()) return values;
  return at::matmul(values - converted_like(mean_, values), converted_like(whitening_, values));
}

at::Tensor Transform::apply(const at::Tensor& rows, at::ScalarType type) const {
  // Bytes are exact in either type; runs trained on them must resume byte for byte.
  if (rows.scalar_type() == at::kByte) return prepared(rows.to(type));
  const at::Tensor result = at::empty(rows.sizes(), rows.options().dtype(type));
  for_each_piece(rows, [&](std::int64_t start, const at::Tensor& piece) {
    const at::Tensor values = prepared(piece.to(at::kDouble));
    expect_fitting(result.narrow(0, start, piece.size(0)).copy_(values), values);
  });
  return result;
}

at::Tensor Transform::undo(const at::Tensor& values) const {
  at::Tensor rows = of_pixels() ? values : values.to(at::kDouble);
  if (whitening_.defined()) {
    rows = at::matmul(rows, converted_like(unwhitening_, rows)) + converted_like(mean_, rows);
  }
  if (sigma_.defined() || !offset_.defined()) return rows;
  return rows * converted_like(divisor_, rows) + converted_like(offset_, rows);
}

at::Tensor Transform::to_picture(const at::Tensor& values) const {
  const at::Tensor rows = undo(values);
  return sigma_.defined() ? rows : rows * picture_factor_;
}

at::Tensor Transform::filters_to_picture(const at::Tensor& filters) const {
  at::Tensor picture = filters;
  if (whitening_.defined()) picture = at::matmul(filters, converted_like(whitening_, filters));
  if (divisor_.defined()) picture = picture / converted_like(divisor_, picture);
  return picture;
}

at::Tensor Transform::changes_to_picture(const at::Tensor& changes) const {
  at::Tensor picture = changes;
  if (whitening_.defined()) picture = at::matmul(changes, converted_like(unwhitening_, changes));
  if (divisor_.defined()) picture = picture * converted_like(divisor_, picture);
  return picture;
}

Transform::Tensors Transform::tensors() const {
  Tensors named;
  const auto add = [&](const char* name, const at::Tensor& tensor) {
    if (tensor.defined()) named.emplace_back(name, tensor);
  };
  add("data.fill", fill_);
  add("data.offset", offset_);
  add("data.divisor", divisor_);
  add("data.sigma", sigma_);
  add("data.mean", mean_);
  add("data.whitening", whitening_);
  add("data.unwhitening", unwhitening_);
  if (of_pixels()) add("data.picture_factor", at::tensor({picture_factor_}, at::kDouble));
  return named;
}

at::Tensor Transform::tensor(const std::string& name) const {
  const Tensors all = tensors();
  const auto found = std::ranges::find(all, name, &Tensors::value_type::first);
  return found == all.end() ? at::Tensor() : found->second;
}

}  // namespace sae::data
