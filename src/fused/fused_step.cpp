// SPDX-License-Identifier: MIT
// One training step written by hand.
#include "fused/fused_step.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "fused/code_penalty.h"
#include "loss/objective.h"
#include "loss/penalties.h"

namespace sae::fused {
namespace {

using base::Block;
using config::Reconstruction;

/// Columns are divided at multiples of a cache line, lest two threads write into one.
constexpr Index kGrain = 16;
/// Fewer multiplications than these are not worth dividing: a barrier costs as much.
constexpr Index kLeastDivided = Index{1} << 17;

}  // namespace

template <class T>
FusedStep<T>::FusedStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team)
    : plan_(std::move(plan)),
      parameters_(memory.parameters),
      team_(team),
      kernels_(choose_kernels<T>()),
      chain_(plan_, team.size()),
      mask_(plan_, team.size()),
      update_(plan_.optim, memory),
      workers_(static_cast<std::size_t>(team.size())) {
  const auto most = static_cast<std::size_t>(plan_.batch_size);
  const std::size_t halves = chained() ? 2 : 1;
  std::size_t gradient = 0, share = 0;
  for (const FusedLayer& layer : plan_.layers) {
    const auto out = static_cast<std::size_t>(layer.out);
    divided_.push_back(team.size() > 1 && layer.in * layer.out * plan_.batch_size >= kLeastDivided);
    values_.emplace_back(halves * most * out);
    deltas_.emplace_back(halves * most * out);
    bias_gradients_.emplace_back(out);
    const Index rows = std::min(layer.out, gradient_rows(layer, sizeof(T)));
    gradient = std::max(gradient, static_cast<std::size_t>(rows * layer.in));
    if (values_.size() > 1 && shared(values_.size() - 1)) {
      share = std::max(share, halves * most * static_cast<std::size_t>(layer.in));
    }
  }
  const auto width = static_cast<std::size_t>(plan_.layers.front().in);
  inputs_.resize(most * width);
  targets_.resize(most * width);
  for (Worker& worker : workers_) {
    worker.gradient.resize(gradient);
    for (Values& values : worker.shares) values.resize(share);
    worker.row_weights.resize(most);
    worker.column_gradient.resize(static_cast<std::size_t>(plan_.layers[plan_.code].out));
  }
}

template <class T>
Index FusedStep<T>::all_rows() const {
  return chained() ? 2 * batch_ : batch_;
}

template <class T>
Block FusedStep<T>::columns(std::size_t layer, int rank) const {
  const Index out = plan_.layers[layer].out;
  if (!divided(layer)) return rank == 0 ? Block{0, out} : Block{out, out};
  return base::block_of(out, rank, team_.size(), kGrain);
}

template <class T>
T* FusedStep<T>::share(std::size_t layer, int rank) {
  return workers_[static_cast<std::size_t>(rank)].shares[layer % 2].data();
}

template <class T>
Extent FusedStep<T>::extent(Block columns, std::size_t layer) const {
  return {batch_, columns.size(), plan_.layers[layer].out};
}

template <class T>
Matrix<T> FusedStep<T>::part(Values& values, std::size_t layer, Index column) const {
  return {values.data() + column, plan_.layers[layer].out};
}

template <class T>
Matrix<const T> FusedStep<T>::input_of(std::size_t layer) const {
  if (layer == 0) return {inputs_.data(), plan_.layers[0].in};
  return {values_[layer - 1].data(), plan_.layers[layer - 1].out};
}

template <class T>
T FusedStep<T>::sign_weight(const FusedLayer& layer) const {
  return static_cast<T>(loss::l1_part_derivative(loss::Weighting(plan_.loss).penalty_weight(),
                                                 layer.l1, static_cast<double>(batch_)));
}

template <class T>
void FusedStep<T>::barrier(bool needed, Worker& worker) {
  if (!needed || team_.size() == 1) return;
  if (worker.barriers++ != skipped_barrier_) team_.barrier();
}

template <class T>
train::LossMeans FusedStep<T>::step(const FusedBatch<T>& batch) {
  batch_ = batch.rows;
  element_weight_ = static_cast<T>(element_weight(plan_, batch_));
  update_.start_step();
  team_.run([this, &batch](int rank) { work(batch, rank); });
  return terms();
}

template <class T>
void FusedStep<T>::work(const FusedBatch<T>& batch, int rank) {
  const SingleBlasThread single;
  Worker& worker = workers_[static_cast<std::size_t>(rank)];
  worker.output = {};
  worker.penalty = worker.squares = 0;
  worker.barriers = 0;
  const std::size_t last = plan_.layers.size() - 1;
  gather(batch, rank);
  barrier(true, worker);
  for (std::size_t layer = 0; layer <= last; ++layer) {
    forward(layer, rank);
    const bool masked = layer == plan_.code && mask_.exists();
    if (masked) {
      barrier(true, worker);
      mask_code(batch, rank);
    }
    if (layer < last) barrier(masked || divided(layer) || divided(layer + 1), worker);
  }
  if (chained()) {
    barrier(true, worker);
    start_chain(rank);
  }
  for (std::size_t layer = last; layer > 0; --layer) {
    const bool needed = divided(layer) || divided(layer - 1);
    if (plan_.layers[layer].transposed) {
      barrier(needed, worker);
      backprop_input_tied(layer, rank);
    } else {
      backprop_input(layer, rank);
    }
    update(layer, rank);
    if (!plan_.layers[layer].transposed) barrier(needed, worker);
    finish_back(layer, rank);
  }
  update(0, rank);
}

template <class T>
void FusedStep<T>::gather(const FusedBatch<T>& batch, int rank) {
  const Index width = plan_.layers.front().in;
  const auto copy = [&](const T* from, const std::int64_t* order, Values& to) {
    const Block mine = base::block_of(batch.rows, rank, team_.size(), 1);
    for (Index row = mine.begin; row < mine.end; ++row) {
      const Index source = order == nullptr ? row : order[row];
      std::memcpy(to.data() + row * width, from + source * width,
                  static_cast<std::size_t>(width) * sizeof(T));
    }
  };
  const bool noisy = batch.noisy != nullptr;
  copy(batch.features, batch.order, noisy ? targets_ : inputs_);
  if (noisy) copy(batch.noisy, nullptr, inputs_);
  if (rank == 0) target_ = noisy ? targets_.data() : inputs_.data();
}

/// Whole rows of the code are looked at, so the threads divide these.
template <class T>
void FusedStep<T>::mask_code(const FusedBatch<T>& batch, int rank) {
  mask_.apply(base::block_of(batch_, rank, team_.size(), 1), rank, active_k_, batch.code_mask,
              values_[plan_.code].data());
}

template <class T>
void FusedStep<T>::forward(std::size_t layer, int rank) {
  const Block block = columns(layer, rank);
  if (block.size() == 0) {
    if (chained()) chain_.skip(layer, rank, batch_);
    return;
  }
  forward_product(layer, block);
  Worker& worker = workers_[static_cast<std::size_t>(rank)];
  const FusedLayer& shape = plan_.layers[layer];
  if (chained()) {
    T* sums = part(values_[layer], layer, block.begin).data;
    T* chain = sums + batch_ * shape.out;
    chain_.forward(kernels_, layer, rank, block.begin, extent(block, layer),
                   layer == 0 ? sums : chain, chain, parameters_ + shape.bias + block.begin);
  }
  if (layer + 1 == plan_.layers.size()) {
    finish_output(block, worker);
  } else {
    finish_hidden(layer, block, worker);
  }
}

/// The weighted sums of the block's columns, for both chains; the first layer's are the same.
template <class T>
void FusedStep<T>::forward_product(std::size_t layer, Block block) {
  const FusedLayer& shape = plan_.layers[layer];
  const T* weight = parameters_ + shape.weight;
  Product<T> product;
  product.rows = layer == 0 ? batch_ : all_rows();
  product.columns = block.size();
  product.inner = shape.in;
  product.left = input_of(layer);
  if (shape.transposed) {
    product.right = Matrix<const T>{weight + block.begin, shape.out};
  } else {
    product.right = Matrix<const T>{weight + block.begin * shape.in, shape.in};
    product.right_factor = Factor::kTransposed;
  }
  product.result = part(values_[layer], layer, block.begin);
  multiply(product);
}

template <class T>
void FusedStep<T>::finish_hidden(std::size_t layer, Block block, Worker& worker) {
  const FusedLayer& shape = plan_.layers[layer];
  const double absolute = kernels_.activate(
      shape.activation, extent(block, layer), part(values_[layer], layer, block.begin).data,
      parameters_ + shape.bias + block.begin,
      shape.kl ? worker.column_gradient.data() + block.begin : nullptr, shape.l1 > 0);
  worker.penalty += loss::l1_part(shape.l1, absolute, static_cast<double>(batch_));
  if (!shape.kl) return;
  worker.penalty +=
      penalise_code(plan_, batch_, worker.column_gradient.data() + block.begin, block.size());
}

template <class T>
void FusedStep<T>::finish_output(Block block, Worker& worker) {
  const std::size_t layer = plan_.layers.size() - 1;
  const FusedLayer& shape = plan_.layers[layer];
  OutputPass<T> pass;
  pass.activation = shape.activation;
  pass.cross_entropy = plan_.loss.loss == Reconstruction::kBce;
  pass.weight = element_weight_;
  pass.sign_weight = sign_weight(shape);
  worker.output = kernels_.output(
      pass, extent(block, layer), part(values_[layer], layer, block.begin).data,
      parameters_ + shape.bias + block.begin, target_ + block.begin, shape.out,
      part(deltas_[layer], layer, block.begin).data, bias_gradients_[layer].data() + block.begin);
  worker.penalty += loss::l1_part(shape.l1, worker.output.absolute, static_cast<double>(batch_));
}

/// The chain's derivatives at the output, where nothing comes from behind.
template <class T>
void FusedStep<T>::start_chain(int rank) {
  Worker& worker = workers_[static_cast<std::size_t>(rank)];
  worker.penalty += chain_.penalty(base::block_of(batch_, rank, team_.size(), 1));
  const std::size_t layer = plan_.layers.size() - 1;
  const Block block = columns(layer, rank);
  if (block.size() == 0) return;
  chain_.weigh(layer, batch_, worker.row_weights);
  kernels_.chain_backward(
      extent(block, layer),
      part(deltas_[layer], layer, block.begin).data + batch_ * plan_.layers[layer].out,
      chain_.slopes(layer, block.begin), worker.row_weights.data(),
      /*fresh=*/true, bias_gradients_[layer].data() + block.begin);
}

/// From the derivatives by a layer's sums towards those by the layer before, through the weights of
/// the thread's own columns alone, which no other thread reads or writes: a share of the sum.
template <class T>
void FusedStep<T>::backprop_input(std::size_t layer, int rank) {
  const Block mine = columns(layer, rank);
  if (mine.size() == 0) return;
  const FusedLayer& shape = plan_.layers[layer];
  Product<T> product;
  product.rows = all_rows();
  product.columns = shape.in;
  product.inner = mine.size();
  product.left = Matrix<const T>{deltas_[layer].data() + mine.begin, shape.out};
  product.right = Matrix<const T>{parameters_ + shape.weight + mine.begin * shape.in, shape.in};
  product.result = shared(layer) ? Matrix<T>{share(layer, rank), shape.in}
                                 : part(deltas_[layer - 1], layer - 1, 0);
  multiply(product);
}

/// The same through a tied decoder's weights: the thread's rows of them give its columns of the
/// layer before, from the derivatives of all columns.
template <class T>
void FusedStep<T>::backprop_input_tied(std::size_t layer, int rank) {
  const Block block = columns(layer - 1, rank);
  if (block.size() == 0) return;
  const FusedLayer& shape = plan_.layers[layer];
  Product<T> product;
  product.rows = all_rows();
  product.columns = block.size();
  product.inner = shape.out;
  product.left = Matrix<const T>{deltas_[layer].data(), shape.out};
  product.right = Matrix<const T>{parameters_ + shape.weight + block.begin * shape.out, shape.out};
  product.right_factor = Factor::kTransposed;
  product.result = part(deltas_[layer - 1], layer - 1, block.begin);
  multiply(product);
}

/// Adds up the threads' shares in some columns of the layer before.
template <class T>
void FusedStep<T>::add_shares(std::size_t layer, Block block) {
  T* sum = part(deltas_[layer - 1], layer - 1, block.begin).data;
  Extent extent = this->extent(block, layer - 1);
  extent.rows = all_rows();
  const T* first = share(layer, 0) + block.begin;
  for (Index row = 0; row < extent.rows; ++row) {
    std::copy_n(first + row * extent.stride, extent.columns, sum + row * extent.stride);
  }
  for (int rank = 1; rank < team_.size(); ++rank) {
    if (columns(layer, rank).size() > 0)
      kernels_.add(extent, sum, share(layer, rank) + block.begin);
  }
}

/// From the derivatives by the activations of the layer before to those by its sums.
template <class T>
void FusedStep<T>::finish_back(std::size_t layer, int rank) {
  const std::size_t before = layer - 1;
  const Block block = columns(before, rank);
  if (block.size() == 0) return;
  if (shared(layer)) add_shares(layer, block);
  Worker& worker = workers_[static_cast<std::size_t>(rank)];
  const FusedLayer& source = plan_.layers[before];
  T* delta = part(deltas_[before], before, block.begin).data;
  T* bias_gradient = bias_gradients_[before].data() + block.begin;
  const T* values = part(values_[before], before, block.begin).data;
  if (before == plan_.code && mask_.exists()) {
    mask_.backprop(block.begin, extent(block, before), delta);
    values = mask_.before(block.begin);
  }
  kernels_.backward(source.activation, extent(block, before), delta, values,
                    source.kl ? worker.column_gradient.data() + block.begin : nullptr,
                    sign_weight(source), bias_gradient);
  if (!chained()) return;
  chain_.weigh(before, batch_, worker.row_weights);
  T* chain = delta + batch_ * source.out;
  kernels_.chain_backward(extent(block, before), chain, chain_.slopes(before, block.begin),
                          worker.row_weights.data(), /*fresh=*/false, bias_gradient);
  // Both chains begin with the same sums.
  if (before == 0) kernels_.add(extent(block, before), delta, chain);
}

/// The gradient of some rows of an untransposed weight.
template <class T>
void FusedStep<T>::weight_gradient(std::size_t layer, Block block, T* gradient) const {
  const FusedLayer& shape = plan_.layers[layer];
  Product<T> product;
  product.rows = block.size();
  product.columns = shape.in;
  product.inner = layer == 0 ? batch_ : all_rows();
  product.left = Matrix<const T>{deltas_[layer].data() + block.begin, shape.out};
  product.left_factor = Factor::kTransposed;
  product.right = input_of(layer);
  product.result = {gradient, shape.in};
  multiply(product);
  if (!shape.partner) return;
  product.inner = all_rows();
  product.left = input_of(*shape.partner);
  product.left.data += block.begin;
  product.right = Matrix<const T>{deltas_[*shape.partner].data(), shape.in};
  product.accumulate = true;
  multiply(product);
}

template <class T>
void FusedStep<T>::update(std::size_t layer, int rank) {
  const FusedLayer& shape = plan_.layers[layer];
  const Block mine = columns(layer, rank);
  if (mine.size() == 0) return;
  Worker& worker = workers_[static_cast<std::size_t>(rank)];
  update_.move(shape.bias + mine.begin, mine.size(), bias_gradients_[layer].data() + mine.begin, 0);
  if (shape.transposed) return;
  const double uses = shape.partner ? 2 : 1;
  const double decay = loss::Weighting(plan_.loss).decay_weight(uses);
  const Index at_once = gradient_rows(shape, sizeof(T));
  for (Index row = mine.begin; row < mine.end; row += at_once) {
    const Block some{row, std::min(row + at_once, mine.end)};
    weight_gradient(layer, some, worker.gradient.data());
    worker.squares += uses * update_.move(shape.weight + some.begin * shape.in,
                                          some.size() * shape.in, worker.gradient.data(), decay);
  }
}

template <class T>
train::LossMeans FusedStep<T>::terms() const {
  OutputSums output;
  double penalty = 0, squares = 0;
  for (const Worker& worker : workers_) {
    output.error += worker.output.error;
    output.cross_entropy += worker.output.cross_entropy;
    penalty += worker.penalty;
    squares += worker.squares;
  }
  return loss_terms(plan_, batch_, output, penalty, squares);
}

template class FusedStep<float>;
template class FusedStep<double>;

}  // namespace sae::fused
