// SPDX-License-Identifier: MIT
// The training step with dense matrix products for every layer.
#include "fused/dense_step.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "fused/code_penalty.h"
#include "loss/objective.h"
#include "loss/penalties.h"
#include "train/optimizer.h"

namespace sae::fused {

using base::Block;

template <class T>
DenseStep<T>::DenseStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team, Index chains)
    : plan_(std::move(plan)),
      parameters_(memory.parameters),
      team_(team),
      kernels_(choose_kernels<T>()),
      memory_(plan_, team.size(), chains),
      mask_(plan_, team.size()),
      thresholds_(plan_, memory.parameters, team.size()),
      soft_(plan_, memory.parameters),
      group_(plan_),
      update_(plan_, memory, memory_) {}

template <class T>
train::LossMeans DenseStep<T>::step(const FusedBatch<T>& batch) {
  memory_.start(batch.rows);
  part_ = batch.part;
  update_.start(part_);
  team_.run([this, &batch](int rank) { work(batch, rank); });
  return terms();
}

template <class T>
void DenseStep<T>::encode(const FusedBatch<T>& batch, double* code_sums) {
  memory_.start(batch.rows);
  part_ = batch.part;
  team_.run([this, &batch, code_sums](int rank) { encode(batch, code_sums, rank); });
}

template <class T>
void DenseStep<T>::encode(const FusedBatch<T>& batch, double* code_sums, int rank) {
  const SingleBlasThread single;
  gather(batch, rank);
  T* sums = memory_.worker(rank).column_gradient.data();
  for (std::size_t layer = 0; layer <= plan_.code; ++layer) {
    barrier(layer == 0 || memory_.divided(layer - 1) || memory_.divided(layer), rank);
    const Block block = memory_.columns(layer, rank);
    if (block.size() == 0) continue;
    forward_product(layer, block);
    activate(layer, block, layer == plan_.code ? sums + block.begin : nullptr);
    if (part_->activations == nullptr) continue;
    copy_columns(memory_.extent(layer, block), memory_.values(layer, block.begin).data,
                 kept_activations(layer, block));
  }
  const Block mine = memory_.columns(plan_.code, rank);
  for (Index unit = mine.begin; unit < mine.end; ++unit) {
    code_sums[unit] += static_cast<double>(sums[unit]);
  }
}

/// Where a block of columns is among the part's activations.
template <class T>
T* DenseStep<T>::kept_activations(std::size_t layer, Block block) const {
  return part_->activations + memory_.rows() * values_in(plan_, layer) + block.begin;
}

/// The work of a step on each thread.
template <class T>
void DenseStep<T>::work(const FusedBatch<T>& batch, int rank) {
  pass(batch, rank);
  if (update_.stores()) clip_gradient(rank);
}

/// The update by the stored gradients, once all are there and their norm is known.
template <class T>
void DenseStep<T>::clip_gradient(int rank) {
  barrier(true, rank);
  memory_.worker(rank).gradient_squares = update_.stored_squares(rank);
  barrier(true, rank);
  double squares = 0;
  for (const Worker<T>& worker : memory_.workers()) squares += worker.gradient_squares;
  update_.apply(train::clip_factor(std::sqrt(squares), *plan_.optim.grad_clip), rank);
}

/// The forward and the backward pass, and without --grad_clip the update.
template <class T>
void DenseStep<T>::pass(const FusedBatch<T>& batch, int rank) {
  const SingleBlasThread single;
  Worker<T>& worker = memory_.worker(rank);
  worker.output = {};
  worker.penalty = worker.auxk = worker.squares = 0;
  worker.barriers = 0;
  const std::size_t last = plan_.layers.size() - 1;
  gather(batch, rank);
  barrier(true, rank);
  for (std::size_t layer = 0; layer <= last; ++layer) {
    forward(layer, rank);
    if (layer == 0 && finish_early(batch, rank)) return;
    const bool masked = layer == plan_.code && (mask_.exists() || thresholds_.exists());
    if (masked) {
      barrier(true, rank);
      mask_code(batch, rank);
    }
    if (layer < last) barrier(masked || memory_.divided(layer) || memory_.divided(layer + 1), rank);
  }
  start_backward(rank);
  for (std::size_t layer = last; layer > 0; --layer) {
    const bool needed = memory_.divided(layer) || memory_.divided(layer - 1);
    if (plan_.layers[layer].transposed) {
      barrier(needed, rank);
      backprop_input_by_row(layer, rank);
    } else {
      backprop_input(layer, rank);
    }
    update_.layer(layer, rank);
    if (!plan_.layers[layer].transposed) barrier(needed, rank);
    finish_back(layer, rank);
  }
  update_.sum_input_gradient(rank);
  update_.layer(0, rank);
  update_pre_bias(rank);
}

template <class T>
void DenseStep<T>::update_pre_bias(int rank) {
  if (!plan_.pre_bias) return;
  barrier(true, rank);
  update_.pre_bias(rank);
}

template <class T>
void DenseStep<T>::barrier(bool needed, int rank) {
  if (!needed || team_.size() == 1) return;
  if (memory_.worker(rank).barriers++ != skipped_barrier_) team_.barrier();
}

/// Copies the thread's rows of the batch. Rows that are already in order are read in place, unless
/// a bias is subtracted from them.
template <class T>
void DenseStep<T>::gather(const FusedBatch<T>& batch, int rank) {
  const Index width = plan_.layers.front().in;
  const bool ordered = batch.order == nullptr;
  const bool one = batch.noisy == nullptr && !plan_.pre_bias;  // the target is the input
  T* targets = one ? memory_.inputs() : memory_.targets();
  if (rank == 0) {
    target_ = ordered ? batch.features : targets;
    const T* clean = batch.noisy == nullptr ? target_ : batch.noisy;
    memory_.set_input(plan_.pre_bias ? memory_.inputs() : clean);
    if (group_.exists()) group_.start(batch.labels, batch.order, batch.rows);
  }
  if (ordered && !plan_.pre_bias) return;
  const T* bias = parameters_ + plan_.layers.back().bias;
  const Block mine = base::block_of(batch.rows, rank, team_.size(), 1);
  for (Index row = mine.begin; row < mine.end; ++row) {
    const T* target = batch.features + (ordered ? row : batch.order[row]) * width;
    if (!ordered) std::copy_n(target, width, targets + row * width);
    if (!plan_.pre_bias) continue;
    const T* from = batch.noisy == nullptr ? target : batch.noisy + row * width;
    std::transform(from, from + width, bias, memory_.inputs() + row * width, std::minus());
  }
}

template <class T>
void DenseStep<T>::forward(std::size_t layer, int rank) {
  const Block block = memory_.columns(layer, rank);
  if (block.size() == 0) return;
  if (part_ && part_->activations != nullptr && layer <= plan_.code) {
    copy_columns(memory_.extent(layer, block), kept_activations(layer, block),
                 memory_.values(layer, block.begin).data);
    if (plan_.layers[layer].kl) penalise(block, memory_.worker(rank));
    return;
  }
  forward_product(layer, block);
  extend_forward(layer, block, rank);
  if (layer + 1 == plan_.layers.size()) {
    finish_output(block, memory_.worker(rank));
  } else {
    finish_hidden(layer, block, memory_.worker(rank));
  }
}

/// Weighted sums of the block's columns; the first layer's are the same for all chains.
template <class T>
void DenseStep<T>::forward_product(std::size_t layer, Block block) {
  const FusedLayer& shape = plan_.layers[layer];
  const T* weight = parameters_ + shape.weight;
  Product<T> product;
  product.rows = layer == 0 ? memory_.rows() : memory_.all_rows();
  product.columns = block.size();
  product.inner = shape.in;
  product.left = memory_.input_of(layer);
  if (shape.transposed) {
    product.right = Matrix<const T>{weight + block.begin, shape.out};
  } else {
    product.right = Matrix<const T>{weight + block.begin * shape.in, shape.in};
    product.right_factor = Factor::kTransposed;
  }
  product.result = memory_.values(layer, block.begin);
  multiply(product);
}

/// Bias and activation of a layer before the last. sums: of the activations by column; may be null.
/// Returns the sum of their magnitudes if the penalty needs it.
template <class T>
double DenseStep<T>::activate(std::size_t layer, Block block, T* sums) {
  const FusedLayer& shape = plan_.layers[layer];
  const bool soft = soft_.exists() && layer == plan_.code;
  T* values = memory_.values(layer, block.begin).data;
  const double absolute = kernels_.activate(shape.activation, memory_.extent(layer, block), values,
                                            parameters_ + shape.bias + block.begin,
                                            soft ? nullptr : sums, !soft && shape.l1 > 0);
  return soft ? soft_.apply(block, memory_.extent(layer, block), values, sums) : absolute;
}

/// Bias, activation and penalty of a layer before the last.
template <class T>
void DenseStep<T>::finish_hidden(std::size_t layer, Block block, Worker<T>& worker) {
  const FusedLayer& shape = plan_.layers[layer];
  T* sums = shape.kl ? worker.column_gradient.data() + block.begin : nullptr;
  const double absolute = activate(layer, block, sums);
  worker.penalty += loss::l1_part(shape.l1, absolute, static_cast<double>(whole_rows()));
  if (shape.kl) penalise(block, worker);
  if (layer != plan_.code || !group_.exists()) return;
  worker.penalty +=
      group_.apply(block, memory_.extent(layer, block), memory_.values(layer, block.begin).data);
}

/// KL by the code's columns, from their sums; over the whole batch, if this is a part of it.
template <class T>
void DenseStep<T>::penalise(Block block, Worker<T>& worker) {
  T* sums = worker.column_gradient.data() + block.begin;
  double share = 1;
  if (part_) {
    const double* whole = part_->code_sums + block.begin;
    std::transform(whole, whole + block.size(), sums,
                   [](double sum) { return static_cast<T>(sum); });
    share = static_cast<double>(memory_.rows()) / static_cast<double>(whole_rows());
  }
  worker.penalty += share * penalise_code(plan_, whole_rows(), sums, block.size());
}

/// Bias and activation of the last layer, and the loss with its derivatives.
template <class T>
void DenseStep<T>::finish_output(Block block, Worker<T>& worker) {
  const std::size_t layer = plan_.layers.size() - 1;
  const FusedLayer& shape = plan_.layers[layer];
  worker.output = kernels_.output(
      output_pass(), memory_.extent(layer, block), memory_.values(layer, block.begin).data,
      parameters_ + shape.bias + block.begin, target_ + block.begin, shape.out,
      memory_.deltas(layer, block.begin).data, memory_.bias_gradient(layer, block.begin));
  worker.penalty +=
      loss::l1_part(shape.l1, worker.output.absolute, static_cast<double>(whole_rows()));
}

/// Applies topk and dropout, or thresholds. topk needs whole rows of the code, so the threads
/// divide the rows.
template <class T>
void DenseStep<T>::mask_code(const FusedBatch<T>& batch, int rank) {
  const Block rows = base::block_of(memory_.rows(), rank, team_.size(), 1);
  T* codes = memory_.values(plan_.code, 0).data;
  if (thresholds_.exists()) return thresholds_.apply(rows, rank, codes);
  mask_.apply(rows, rank, batch.active_k, batch.code_mask, codes);
}

/// Derivatives by the code's sums from those by the code, and the update of the thresholds.
template <class T>
void DenseStep<T>::backprop_thresholds(Block block, T* delta, Worker<T>& worker) {
  if (block.begin == 0) worker.penalty += thresholds_.penalty(memory_.rows());
  thresholds_.backprop(block, memory_.extent(plan_.code, block), delta);
  update_.thresholds(block, thresholds_.gradient(block.begin));
}

/// Backpropagates from a layer's sums to the preceding layer's activations, through the weights of
/// the thread's own columns only. No other thread reads or writes these. The result is one thread's
/// share of a sum.
template <class T>
void DenseStep<T>::backprop_input(std::size_t layer, int rank) {
  const Block mine = memory_.columns(layer, rank);
  if (mine.size() == 0) return;
  const FusedLayer& shape = plan_.layers[layer];
  Product<T> product;
  product.rows = memory_.all_rows();
  product.columns = shape.in;
  product.inner = mine.size();
  product.left = memory_.deltas(layer, mine.begin).as_const();
  product.right = Matrix<const T>{parameters_ + shape.weight + mine.begin * shape.in, shape.in};
  product.result = memory_.shared(layer) ? Matrix<T>{memory_.share(layer, rank), shape.in}
                                         : memory_.deltas(layer - 1, 0);
  multiply(product);
}

/// The same for a transposed weight: from the derivatives of all columns, the thread's rows of the
/// weight give its columns of the preceding layer.
template <class T>
void DenseStep<T>::backprop_input_by_row(std::size_t layer, int rank) {
  const Block block = memory_.columns(layer - 1, rank);
  if (block.size() == 0) return;
  const FusedLayer& shape = plan_.layers[layer];
  Product<T> product;
  product.rows = memory_.all_rows();
  product.columns = block.size();
  product.inner = shape.out;
  product.left = memory_.deltas(layer, 0).as_const();
  product.right = Matrix<const T>{parameters_ + shape.weight + block.begin * shape.out, shape.out};
  product.right_factor = Factor::kTransposed;
  product.result = memory_.deltas(layer - 1, block.begin);
  multiply(product);
}

/// Converts derivatives with respect to the preceding layer's activations into those with respect
/// to its sums.
template <class T>
void DenseStep<T>::finish_back(std::size_t layer, int rank) {
  const std::size_t before = layer - 1;
  const Block block = memory_.columns(before, rank);
  if (block.size() == 0) return;
  if (memory_.shared(layer)) memory_.add_shares(layer, block, kernels_);
  const FusedLayer& source = plan_.layers[before];
  const Extent extent = memory_.extent(before, block);
  T* delta = memory_.deltas(before, block.begin).data;
  const T* values = memory_.values(before, block.begin).data;
  if (before == plan_.code && thresholds_.exists()) {
    backprop_thresholds(block, delta, memory_.worker(rank));
  }
  if (before == plan_.code && mask_.exists()) {
    mask_.backprop(block.begin, extent, delta);
    values = mask_.before(block.begin);
  }
  if (before == plan_.code && group_.exists()) group_.backprop(block, extent, values, delta);
  const T* kl = source.kl ? memory_.worker(rank).column_gradient.data() + block.begin : nullptr;
  T by_size = sign_weight(source);
  if (before == plan_.code && soft_.exists()) {
    soft_.backprop(block, extent, kl, by_size, delta);
    update_.thresholds(block, soft_.gradient(block.begin));
    values = soft_.sigmoids(block.begin);
    kl = nullptr;
    by_size = 0;
  }
  kernels_.backward(source.activation, extent, delta, values, kl, by_size,
                    memory_.bias_gradient(before, block.begin));
  extend_backward(before, block, rank);
}

template <class T>
OutputPass<T> DenseStep<T>::output_pass() const {
  OutputPass<T> pass;
  pass.activation = plan_.layers.back().activation;
  pass.cross_entropy = plan_.loss.loss == config::Reconstruction::kBce;
  pass.weight = static_cast<T>(element_weight(plan_, whole_rows()));
  pass.sign_weight = sign_weight(plan_.layers.back());
  return pass;
}

template <class T>
T DenseStep<T>::sign_weight(const FusedLayer& layer) const {
  return static_cast<T>(loss::l1_part_derivative(loss::Weighting(plan_.loss).penalty_weight(),
                                                 layer.l1, static_cast<double>(whole_rows())));
}

template <class T>
train::LossMeans DenseStep<T>::terms() const {
  OutputSums output;
  double penalty = 0, auxk = 0, squares = 0;
  for (const Worker<T>& worker : memory_.workers()) {
    output.error += worker.output.error;
    output.cross_entropy += worker.output.cross_entropy;
    penalty += worker.penalty;
    auxk += worker.auxk;
    squares += worker.squares;
  }
  return loss_terms(plan_, whole_rows(), output, penalty, squares, auxk);
}

template class DenseStep<float>;
template class DenseStep<double>;

}  // namespace sae::fused
