// SPDX-License-Identifier: MIT
// How much the reconstruction depends on each unit.
#include "analysis/importance.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addr.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "base/chunks.h"
#include "base/progress_bar.h"
#include "data/row_choice.h"
#include "fused/kernels.h"

namespace sae::analysis {
namespace {

/// The decoder, split behind its first products.
struct SplitDecoder {
  model::Layer first;
  model::Network rest;  ///< the layers after it

  explicit SplitDecoder(const model::Network& network) {
    const model::Network decoder = model::decoder_of(network);
    first = decoder.layers.front();
    rest.layers.assign(decoder.layers.begin() + 1, decoder.layers.end());
  }
  bool is_one_layer() const { return rest.layers.empty(); }
  bool is_linear() const {
    return is_one_layer() && first.activation == model::Activation::kIdentity;
  }
  /// sums: [B, D1], weight · code + bias of the first layer.
  at::Tensor output(const at::Tensor& sums) const {
    at::Tensor values = model::activate(first, sums);
    return rest.layers.empty() ? values : model::forward(rest, values).output;
  }
};

/// Squared error of each row, [B] float64.
at::Tensor squared_errors(const at::Tensor& output, const at::Tensor& target) {
  return (output - target).square().sum(1, /*keepdim=*/false, at::kDouble);
}

/// Squared errors of rows with one unit at rest, for a decoder of one layer with a nonlinear
/// output: the sums change by δ_nj · w_j, and the output follows. Three passes over a row in the
/// cache.
template <class T>
class OutputErrors {
 public:
  /// columns: [H, D] contiguous, the decoder's columns.
  OutputErrors(model::Activation activation, const at::Tensor& columns)
      : activation_(activation),
        columns_(columns),
        width_(columns.size(1)),
        zeros_(static_cast<std::size_t>(width_)) {}

  /// sums, target: [D] contiguous; change: [H] contiguous → errors of H units.
  void of_row(const T* sums, const T* target, const T* change, double* errors) const {
    std::vector<T> moved(static_cast<std::size_t>(width_));
    const T* column = columns_.const_data_ptr<T>();
    const fused::Kernels<T>& kernels = fused::choose_kernels<T>();
    for (std::int64_t unit = 0; unit < columns_.size(0); ++unit, column += width_) {
      const T factor = change[unit];
      for (std::size_t i = 0; i < moved.size(); ++i) moved[i] = sums[i] + factor * column[i];
      kernels.activate(activation_, {1, width_, width_}, moved.data(), zeros_.data(), nullptr,
                       false);
      errors[unit] = squared_distance(moved, target);
    }
  }

 private:
  /// In lanes, so that the compiler uses vectors.
  static double squared_distance(const std::vector<T>& values, const T* target) {
    constexpr std::size_t kLanes = 16;
    std::array<T, kLanes> lanes{};
    const std::size_t whole = values.size() / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const T difference = values[i + lane] - target[i + lane];
        lanes[lane] += difference * difference;
      }
    }
    double sum = 0;
    for (const T lane : lanes) sum += lane;
    for (std::size_t i = whole; i < values.size(); ++i) {
      sum += static_cast<double>(values[i] - target[i]) * (values[i] - target[i]);
    }
    return sum;
  }

  model::Activation activation_;
  at::Tensor columns_;
  std::int64_t width_;
  std::vector<T> zeros_;  ///< bias of the kernel: the sums contain it
};

/// Errors with each unit at rest, [B, H] float64. All tensors have the type T.
template <class T>
at::Tensor errors_at_rest(model::Activation activation, const at::Tensor& columns,
                          const at::Tensor& sums, const at::Tensor& change,
                          const at::Tensor& target) {
  const at::Tensor all_sums = sums.contiguous(), all_changes = change.contiguous(),
                   all_targets = target.contiguous();
  const std::int64_t width = sums.size(1), units = change.size(1);
  at::Tensor errors = at::empty({sums.size(0), units}, at::kDouble);
  const OutputErrors<T> of(activation, columns);
  at::parallel_for(0, sums.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      of.of_row(all_sums.const_data_ptr<T>() + row * width,
                all_targets.const_data_ptr<T>() + row * width,
                all_changes.const_data_ptr<T>() + row * units,
                errors.mutable_data_ptr<double>() + row * units);
    }
  });
  return errors;
}

/// Rise of each row's squared error for each unit at rest, [B, H] float64.
class Rises {
 public:
  Rises(const model::Network& network, const at::Tensor& rest)
      : encoder_(model::encoder_of(network)), decoder_(network), rest_(rest) {}

  at::Tensor of(const at::Tensor& input, const at::Tensor& target) const {
    const at::Tensor code = model::forward(encoder_, input).code;
    const at::Tensor sums = at::linear(code, decoder_.first.weight, decoder_.first.bias);
    const at::Tensor change = rest_ - code;
    if (decoder_.is_linear()) return of_linear(change, sums - target);
    const at::Tensor base = squared_errors(decoder_.output(sums), target).unsqueeze(1);
    return (decoder_.is_one_layer() ? of_output(change, sums, target)
                                    : by_evaluation(change, sums, target)) -
           base;
  }

 private:
  /// ‖e + δw‖² − ‖e‖² = 2δ(e · w) + δ²‖w‖², with e the error of the output.
  at::Tensor of_linear(const at::Tensor& change, const at::Tensor& error) const {
    const at::Tensor& weight = decoder_.first.weight;
    const at::Tensor lengths = weight.square().sum(0);
    return (2 * change * error.matmul(weight) + change.square() * lengths).to(at::kDouble);
  }
  at::Tensor of_output(const at::Tensor& change, const at::Tensor& sums,
                       const at::Tensor& target) const {
    const at::Tensor columns = decoder_.first.weight.t().contiguous();
    const auto errors =
        sums.scalar_type() == at::kDouble ? errors_at_rest<double> : errors_at_rest<float>;
    return errors(decoder_.first.activation, columns, sums, change, target);
  }
  at::Tensor by_evaluation(const at::Tensor& change, const at::Tensor& sums,
                           const at::Tensor& target) const {
    const at::Tensor columns = decoder_.first.weight.t().contiguous();
    const at::Tensor changes = change.t().contiguous();
    at::Tensor errors = at::empty({changes.size(0), sums.size(0)}, at::kDouble);
    for (std::int64_t unit = 0; unit < changes.size(0); ++unit) {
      const at::Tensor moved = at::addr(sums, changes[unit], columns[unit]);
      errors[unit].copy_(squared_errors(decoder_.output(moved), target));
    }
    return errors.t();
  }

  model::Network encoder_;
  SplitDecoder decoder_;
  at::Tensor rest_;
};

/// Adds up the rises of all rows and of the rows of each class.
class RiseSums {
 public:
  RiseSums(std::int64_t units, std::int64_t classes)
      : total_(at::zeros({units}, at::kDouble)),
        by_class_(at::zeros({classes, units}, at::kDouble)),
        counts_(at::zeros({classes}, at::kDouble)) {}

  /// rises: [B, H]; labels: [B], or undefined.
  void add(const at::Tensor& rises, const at::Tensor& labels) {
    total_ += rises.sum(0);
    rows_ += rises.size(0);
    if (!labels.defined()) return;
    by_class_.index_add_(0, labels, rises);
    counts_.index_add_(0, labels, at::ones_like(labels).to(at::kDouble));
  }
  /// width: D.
  Importance result(std::int64_t width) const {
    const auto values = static_cast<double>(width);
    return {total_ / (values * static_cast<double>(rows_)),
            (by_class_ / (counts_.unsqueeze(1) * values)).t().contiguous(), rows_};
  }

 private:
  at::Tensor total_, by_class_, counts_;
  std::int64_t rows_ = 0;
};

}  // namespace

Importance unit_importance(const model::Network& network, const MeasuredRows& rows,
                           const at::Tensor& rest, std::int64_t most_rows) {
  const at::NoGradGuard no_grad;
  const at::Tensor chosen = data::evenly_spaced(rows.input.size(0), most_rows);
  const std::int64_t count = chosen.size(0);
  const Rises rises(network, rest);
  RiseSums sums(rest.size(0), rows.classes.count);
  constexpr std::int64_t kDoubles = 4, kBytes = 8;
  const std::int64_t row_bytes =
      2 * model::activation_bytes(network) + kDoubles * kBytes * rest.size(0);
  base::ProgressBar progress({"importance", count});
  base::for_each_chunk(count, row_bytes, [&](std::int64_t start, std::int64_t n) {
    const at::Tensor own = chosen.narrow(0, start, n);
    const at::Tensor labels =
        rows.classes.labels.defined() ? rows.classes.labels.index_select(0, own) : at::Tensor();
    sums.add(rises.of(rows.input.index_select(0, own), rows.target.index_select(0, own)), labels);
    progress.add(n);
  });
  return sums.result(rows.target.size(1));
}

std::int64_t affordable_rows(const model::Network& network) {
  constexpr std::int64_t kMostOutputs = 8'000'000'000, kMostLayerOutputs = 400'000'000;
  constexpr std::int64_t kLeast = 256;
  const SplitDecoder decoder(network);
  if (decoder.is_linear()) return std::numeric_limits<std::int64_t>::max();
  std::int64_t values = decoder.first.weight.numel();
  for (const model::Layer& layer : decoder.rest.layers) {
    values += layer.weight.size(0) * decoder.first.weight.size(1);
  }
  const std::int64_t most = decoder.is_one_layer() ? kMostOutputs : kMostLayerOutputs;
  return std::max(most / values, kLeast);
}

}  // namespace sae::analysis
