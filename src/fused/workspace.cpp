// SPDX-License-Identifier: MIT
// Memory of the hand-written step.
#include "fused/workspace.h"

#include <algorithm>

namespace sae::fused {
namespace {

/// Columns are divided at multiples of a cache line, so that no two threads write to the same one.
constexpr Index kGrain = 16;
/// Layers with fewer multiplications are not divided: a barrier would cost as much.
constexpr Index kLeastDivided = Index{1} << 17;

}  // namespace

template <class T>
Workspace<T>::Workspace(const FusedPlan& plan, int threads, Index chains)
    : plan_(plan), threads_(threads), chains_(chains), workers_(static_cast<std::size_t>(threads)) {
  const auto most = static_cast<std::size_t>(plan.batch_size);
  const std::size_t all = static_cast<std::size_t>(chains) * most;
  std::size_t gradient = 0, share = 0;
  for (const FusedLayer& layer : plan.layers) {
    const auto out = static_cast<std::size_t>(layer.out);
    divided_.push_back(threads > 1 && layer.in * layer.out * plan.batch_size >= kLeastDivided);
    values_.emplace_back(all * out);
    deltas_.emplace_back(all * out);
    bias_gradients_.emplace_back(out);
    const Index size = layer.row_size();
    const Index rows = std::min(layer.in * layer.out / size, gradient_rows(layer, sizeof(T)));
    gradient = std::max(gradient, static_cast<std::size_t>(rows * size));
    if (values_.size() > 1 && shared(values_.size() - 1)) {
      share = std::max(share, all * static_cast<std::size_t>(layer.in));
    }
  }
  const auto width = static_cast<std::size_t>(plan.layers.front().in);
  inputs_.resize(most * width);
  targets_.resize(most * width);
  for (Worker<T>& worker : workers_) {
    worker.gradient.resize(gradient);
    for (Values& values : worker.shares) values.resize(share);
    worker.column_gradient.resize(static_cast<std::size_t>(plan.layers[plan.code].out));
    if (plan.pre_bias) worker.input_gradient.resize(width);
  }
}

template <class T>
base::Block Workspace<T>::columns(std::size_t layer, int rank) const {
  const Index out = plan_.layers[layer].out;
  if (!divided(layer)) return rank == 0 ? base::Block{0, out} : base::Block{out, out};
  return base::block_of(out, rank, threads_, kGrain);
}

template <class T>
Extent Workspace<T>::extent(std::size_t layer, base::Block columns) const {
  return {rows_, columns.size(), plan_.layers[layer].out};
}

template <class T>
Matrix<T> Workspace<T>::values(std::size_t layer, Index column) {
  return {values_[layer].data() + column, plan_.layers[layer].out};
}

template <class T>
Matrix<T> Workspace<T>::deltas(std::size_t layer, Index column) {
  return {deltas_[layer].data() + column, plan_.layers[layer].out};
}

template <class T>
Matrix<const T> Workspace<T>::input_of(std::size_t layer) const {
  if (layer == 0) return {input_, plan_.layers[0].in};
  return {values_[layer - 1].data(), plan_.layers[layer - 1].out};
}

// Any thread, also the first, may have no columns of the layer and so no share.
template <class T>
void Workspace<T>::add_shares(std::size_t layer, base::Block block, const Kernels<T>& kernels) {
  T* sum = deltas(layer - 1, block.begin).data;
  Extent all = extent(layer - 1, block);
  all.rows = all_rows();
  bool first = true;
  for (int rank = 0; rank < threads_; ++rank) {
    if (columns(layer, rank).size() == 0) continue;
    const T* of_rank = share(layer, rank) + block.begin;
    if (!first) {
      kernels.add(all, sum, of_rank);
      continue;
    }
    copy_columns(all, of_rank, sum);
    first = false;
  }
}

template class Workspace<float>;
template class Workspace<double>;

}  // namespace sae::fused
