// SPDX-License-Identifier: MIT
// The gradients of weights and biases, and what becomes of them.
#include "fused/layer_update.h"

#include <algorithm>
#include <functional>

#include "loss/objective.h"
#include "train/optimizer.h"

namespace sae::fused {

using base::Block;

template <class T>
LayerUpdate<T>::LayerUpdate(const FusedPlan& plan, FusedMemory<T> memory, Workspace<T>& workspace)
    : plan_(plan),
      parameters_(memory.parameters),
      memory_(workspace),
      kernels_(choose_kernels<T>()),
      update_(plan.optim, memory) {}

template <class T>
void LayerUpdate<T>::start(const std::optional<FusedPart<T>>& part) {
  part_ = part;
  if (!part) update_.start_step();
}

template <class T>
void LayerUpdate<T>::layer(std::size_t layer, int rank) {
  const FusedLayer& shape = plan_.layers[layer];
  const Block columns = memory_.columns(layer, rank);
  const Block mine = shape.transposed ? memory_.columns(layer - 1, rank) : columns;
  const bool later = plan_.pre_bias && layer + 1 == plan_.layers.size();
  if (columns.size() > 0 && !later) bias(layer, columns);
  if (shape.tied || mine.size() == 0) return;
  if (part_) {
    T* sum = part_->gradient + shape.weight + mine.begin * shape.row_size();
    return weight_gradient(layer, mine, sum, /*accumulate=*/true);
  }
  Worker<T>& worker = memory_.worker(rank);
  const double uses = shape.partner ? 2 : 1;
  const Index at_once = gradient_rows(shape, sizeof(T));
  for (Index row = mine.begin; row < mine.end; row += at_once) {
    const Block some{row, std::min(row + at_once, mine.end)};
    weight_gradient(layer, some, worker.gradient.data(), /*accumulate=*/false);
    worker.squares += uses * rows(layer, some, worker.gradient.data(), uses);
  }
}

template <class T>
void LayerUpdate<T>::bias(std::size_t layer, Block columns) {
  const Index offset = plan_.layers[layer].bias + columns.begin;
  const T* gradient = memory_.bias_gradient(layer, columns.begin);
  if (part_) {
    kernels_.add({1, columns.size(), columns.size()}, part_->gradient + offset, gradient);
  } else {
    update_.move(offset, columns.size(), gradient, {});
  }
}

template <class T>
void LayerUpdate<T>::sum_input_gradient(int rank) {
  const FusedLayer& first = plan_.layers.front();
  const Block columns = memory_.columns(0, rank);
  if (!plan_.pre_bias || columns.size() == 0) return;
  Product<T> product;
  product.rows = 1;
  product.columns = first.in;
  product.inner = columns.size();
  product.left = Matrix<const T>{memory_.bias_gradient(0, columns.begin), columns.size()};
  product.right = Matrix<const T>{parameters_ + first.weight + columns.begin * first.in, first.in};
  product.result = {memory_.worker(rank).input_gradient.data(), first.in};
  multiply(product);
}

template <class T>
void LayerUpdate<T>::pre_bias(int rank) {
  const std::size_t last = plan_.layers.size() - 1;
  const Block columns = memory_.columns(last, rank);
  if (columns.size() == 0) return;
  T* gradient = memory_.bias_gradient(last, columns.begin);
  const auto threads = static_cast<int>(memory_.workers().size());
  for (int other = 0; other < threads; ++other) {
    if (memory_.columns(0, other).size() == 0) continue;
    const T* share = memory_.worker(other).input_gradient.data() + columns.begin;
    std::transform(gradient, gradient + columns.size(), share, gradient, std::minus());
  }
  bias(last, columns);
}

template <class T>
void LayerUpdate<T>::thresholds(Block units, const T* gradient) const {
  const Index start = *plan_.threshold + units.begin;
  update_.move(start, units.size(), gradient, threshold_kind());
  if (!stores()) keep_positive(start, units.size());
}

template <class T>
void LayerUpdate<T>::keep_positive(Index offset, Index count) const {
  T* first = parameters_ + offset;
  std::transform(first, first + count, first, [](T value) { return std::max(value, T(0)); });
}

template <class T>
Kind LayerUpdate<T>::weight_kind(double uses) const {
  return {loss::Weighting(plan_.loss).decay_weight(uses), 1, /*shrinks=*/true};
}

template <class T>
Kind LayerUpdate<T>::threshold_kind() const {
  return {0, train::threshold_rate(plan_.layers[plan_.code].activation)};
}

template <class T>
double LayerUpdate<T>::encoder_row(Index unit, T* gradient, double uses) const {
  return rows(0, {unit, unit + 1}, gradient, uses);
}

template <class T>
double LayerUpdate<T>::decoder_row(Index unit, T* gradient) const {
  return rows(plan_.code + 1, {unit, unit + 1}, gradient, 1);
}

/// Some rows of a weight's memory. Returns the sum of their squares before the update.
template <class T>
double LayerUpdate<T>::rows(std::size_t layer, Block rows, T* gradient, double uses) const {
  const FusedLayer& shape = plan_.layers[layer];
  const Index size = shape.row_size(), start = shape.weight + rows.begin * size;
  const Kind kind = weight_kind(uses);
  if (!keeps_norm(layer)) return update_.move(start, rows.size() * size, gradient, kind);
  double squares = 0;
  for (Index row = 0; row < rows.size(); ++row) {
    squares += update_.move_unit(start + row * size, size, gradient + row * size, kind);
  }
  return squares;
}

/// Calls visit(parameter) for the thread's rows of every parameter.
template <class T>
template <class Visit>
void LayerUpdate<T>::each_share(int rank, const Visit& visit) const {
  const auto share = [&](Parameter of) {
    const auto threads = static_cast<int>(memory_.workers().size());
    const Block mine = base::block_of(of.rows, rank, threads, 1);
    of.offset += mine.begin * of.row_size;
    of.rows = mine.size();
    if (of.rows > 0) visit(of);
  };
  if (plan_.threshold) {
    share({*plan_.threshold, plan_.layers[plan_.code].out, 1, threshold_kind(),
           /*unit_norm=*/false, /*positive=*/true});
  }
  for (std::size_t i = 0; i < plan_.layers.size(); ++i) {
    const FusedLayer& layer = plan_.layers[i];
    share({layer.bias, layer.out});
    if (layer.tied) continue;
    const Index size = layer.row_size();
    share({layer.weight, layer.in * layer.out / size, size, weight_kind(1), keeps_norm(i)});
  }
}

template <class T>
double LayerUpdate<T>::stored_squares(int rank) const {
  double sum = 0;
  each_share(rank, [&](const Parameter& of) {
    sum += update_.stored_squares(of.offset, of.rows * of.row_size);
  });
  return sum;
}

template <class T>
void LayerUpdate<T>::apply(double factor, int rank) const {
  each_share(rank, [&](const Parameter& of) {
    update_.apply(of.offset, of.rows * of.row_size, factor, of.kind);
    for (Index row = 0; of.unit_norm && row < of.rows; ++row) {
      update_.normalise(of.offset + row * of.row_size, of.row_size);
    }
    if (of.positive) keep_positive(of.offset, of.rows);
  });
}

/// Gradient of some rows of a weight's memory, or added to what is there.
template <class T>
void LayerUpdate<T>::weight_gradient(std::size_t layer, Block block, T* gradient, bool accumulate) {
  const FusedLayer& shape = plan_.layers[layer];
  Product<T> product;
  product.rows = block.size();
  product.columns = shape.row_size();
  product.inner = layer == 0 ? memory_.rows() : memory_.all_rows();
  product.left_factor = Factor::kTransposed;
  product.left = shape.transposed ? memory_.input_of(layer) : memory_.deltas(layer, 0).as_const();
  product.left.data += block.begin;
  product.right = shape.transposed ? memory_.deltas(layer, 0).as_const() : memory_.input_of(layer);
  product.result = {gradient, shape.row_size()};
  product.accumulate = accumulate;
  multiply(product);
  if (!shape.partner) return;
  product.inner = memory_.all_rows();
  product.left = memory_.input_of(*shape.partner);
  product.left.data += block.begin;
  product.right = memory_.deltas(*shape.partner, 0).as_const();
  product.accumulate = true;
  multiply(product);
}

template class LayerUpdate<float>;
template class LayerUpdate<double>;

}  // namespace sae::fused
