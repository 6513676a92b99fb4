// SPDX-License-Identifier: MIT
// One training step written by hand.
#include "sae/engine/fused_step.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "sae/optim/optimizer.h"

namespace sae::engine {
namespace {

using base::Block;
using config::Reconstruction;

/// Columns are divided at multiples of a cache line, lest two threads write into one.
constexpr Index kGrain = 16;
/// Fewer multiplications than these are not worth dividing: a meeting costs as much.
constexpr Index kLeastDivided = Index{1} << 17;
/// Bytes of a weight's gradient that are computed at one go, and so stay in the cache.
constexpr Index kGradientBytes = Index{128} << 10;

Index rows_at_once(const FusedLayer& layer, Index value_bytes) {
  return std::max<Index>(kGradientBytes / (layer.in * value_bytes), 1);
}

}  // namespace

template <class T>
FusedStep<T>::FusedStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team)
    : plan_(std::move(plan)),
      memory_(memory),
      team_(team),
      kernels_(choose_kernels<T>()),
      chain_(plan_, team.size()),
      gate_(plan_, team.size()),
      workers_(static_cast<std::size_t>(team.size())) {
  const auto most = static_cast<std::size_t>(plan_.batch_size);
  const std::size_t halves = chained() ? 2 : 1;
  std::size_t gradient = 0;
  for (const FusedLayer& layer : plan_.layers) {
    const auto out = static_cast<std::size_t>(layer.out);
    divided_.push_back(team.size() > 1 && layer.in * layer.out * plan_.batch_size >= kLeastDivided);
    values_.emplace_back(halves * most * out);
    deltas_.emplace_back(halves * most * out);
    bias_gradients_.emplace_back(out);
    const Index rows = std::min(layer.out, rows_at_once(layer, sizeof(T)));
    gradient = std::max(gradient, static_cast<std::size_t>(rows * layer.in));
  }
  const auto width = static_cast<std::size_t>(plan_.layers.front().in);
  inputs_.resize(most * width);
  targets_.resize(most * width);
  for (Worker& worker : workers_) {
    worker.gradient.resize(gradient);
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
Extent FusedStep<T>::extent(Block columns, std::size_t layer) const {
  return {batch_, columns.size(), plan_.layers[layer].out};
}

template <class T>
Matrix<T> FusedStep<T>::part(std::vector<T>& values, std::size_t layer, Index column) const {
  return {values.data() + column, plan_.layers[layer].out};
}

template <class T>
Matrix<const T> FusedStep<T>::input_of(std::size_t layer) const {
  if (layer == 0) return {inputs_.data(), plan_.layers[0].in};
  return {values_[layer - 1].data(), plan_.layers[layer - 1].out};
}

template <class T>
T FusedStep<T>::sign_weight(const FusedLayer& layer) const {
  return static_cast<T>(plan_.loss.beta * layer.l1 / static_cast<double>(batch_));
}

template <class T>
void FusedStep<T>::meet(bool needed, Worker& worker) {
  if (!needed || team_.size() == 1) return;
  if (worker.meetings++ != skipped_meeting_) team_.barrier();
}

template <class T>
metrics::LossMeans FusedStep<T>::step(const FusedBatch<T>& batch) {
  batch_ = batch.rows;
  scale_ = static_cast<T>(derivative_scale(plan_, batch_));
  if (plan_.optim.optimizer == config::OptimizerKind::kAdam) {
    *memory_.steps += 1;
    const auto steps = static_cast<double>(*memory_.steps);
    adam_.beta1 = static_cast<T>(optim::kAdamBeta1);
    adam_.beta2 = static_cast<T>(optim::kAdamBeta2);
    adam_.epsilon = static_cast<T>(optim::kAdamEpsilon);
    adam_.step_size = static_cast<T>(plan_.optim.lr / (1 - std::pow(optim::kAdamBeta1, steps)));
    adam_.inverse_correction =
        static_cast<T>(1 / std::sqrt(1 - std::pow(optim::kAdamBeta2, steps)));
  }
  team_.run([this, &batch](int rank) { work(batch, rank); });
  return terms();
}

template <class T>
void FusedStep<T>::work(const FusedBatch<T>& batch, int rank) {
  const SingleBlasThread single;
  Worker& worker = workers_[static_cast<std::size_t>(rank)];
  worker.output = {};
  worker.penalty = worker.squares = 0;
  worker.meetings = 0;
  const std::size_t last = plan_.layers.size() - 1;
  gather(batch, rank);
  meet(true, worker);
  for (std::size_t layer = 0; layer <= last; ++layer) {
    forward(layer, rank);
    const bool gated = layer == plan_.code && gate_.exists();
    if (gated) {
      meet(true, worker);
      close_gate(batch, rank);
    }
    meet(gated || layer == last || divided(layer) || divided(layer + 1), worker);
  }
  if (chained()) {
    start_chain(rank);
    meet(true, worker);
  }
  for (std::size_t layer = last; layer > 0; --layer) {
    backward(layer, rank);
    // What is read next by others, and the weights that others may still have read.
    meet(divided(layer) || divided(layer - 1) || (layer > 1 && divided(layer - 2)), worker);
    update(layer, rank);
  }
  update(0, rank);
}

template <class T>
void FusedStep<T>::gather(const FusedBatch<T>& batch, int rank) {
  const Index width = plan_.layers.front().in;
  const auto copy = [&](const T* from, const std::int64_t* order, std::vector<T>& to) {
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
void FusedStep<T>::close_gate(const FusedBatch<T>& batch, int rank) {
  gate_.close(base::block_of(batch_, rank, team_.size(), 1), rank, kept_, batch.code_gate,
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
                   layer == 0 ? sums : chain, chain, memory_.parameters + shape.bias + block.begin);
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
  const T* weight = memory_.parameters + shape.weight;
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
      memory_.parameters + shape.bias + block.begin,
      shape.kl ? worker.column_gradient.data() + block.begin : nullptr, shape.l1 > 0);
  worker.penalty += shape.l1 * absolute / static_cast<double>(batch_);
  if (shape.kl) penalise_code(block, worker);
}

/// kl of the block's units: turns the sums of their activations into derivatives.
template <class T>
void FusedStep<T>::penalise_code(Block block, Worker& worker) {
  const auto count = static_cast<double>(batch_);
  // A tanh code and its rho are taken through (v + 1)/2.
  const bool tanh = plan_.layers[plan_.code].activation == config::Activation::kTanh;
  const double rho = tanh ? (plan_.loss.rho + 1) / 2 : plan_.loss.rho;
  for (Index unit = block.begin; unit < block.end; ++unit) {
    T& column = worker.column_gradient[static_cast<std::size_t>(unit)];
    const double mean = static_cast<double>(column) / count;
    const double q = tanh ? (mean + 1) / 2 : mean;
    worker.penalty += kl_value(rho, q);
    column = static_cast<T>(plan_.loss.beta * kl_derivative(rho, q) * (tanh ? 0.5 : 1) / count);
  }
}

template <class T>
void FusedStep<T>::finish_output(Block block, Worker& worker) {
  const std::size_t layer = plan_.layers.size() - 1;
  const FusedLayer& shape = plan_.layers[layer];
  OutputPass<T> pass;
  pass.activation = shape.activation;
  pass.cross_entropy = plan_.loss.loss == Reconstruction::kBce;
  pass.scale = scale_;
  pass.sign_weight = sign_weight(shape);
  worker.output = kernels_.output(
      pass, extent(block, layer), part(values_[layer], layer, block.begin).data,
      memory_.parameters + shape.bias + block.begin, target_ + block.begin, shape.out,
      part(deltas_[layer], layer, block.begin).data, bias_gradients_[layer].data() + block.begin);
  worker.penalty += shape.l1 * worker.output.absolute / static_cast<double>(batch_);
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

/// From the derivatives by a layer's sums to those by the layer before.
template <class T>
void FusedStep<T>::backward(std::size_t layer, int rank) {
  const std::size_t before = layer - 1;
  const Block block = columns(before, rank);
  if (block.size() == 0) return;
  const FusedLayer& shape = plan_.layers[layer];
  const T* weight = memory_.parameters + shape.weight;
  Product<T> product;
  product.rows = all_rows();
  product.columns = block.size();
  product.inner = shape.out;
  product.left = Matrix<const T>{deltas_[layer].data(), shape.out};
  if (shape.transposed) {
    product.right = Matrix<const T>{weight + block.begin * shape.out, shape.out};
    product.right_factor = Factor::kTransposed;
  } else {
    product.right = Matrix<const T>{weight + block.begin, shape.in};
  }
  product.result = part(deltas_[before], before, block.begin);
  multiply(product);

  Worker& worker = workers_[static_cast<std::size_t>(rank)];
  const FusedLayer& source = plan_.layers[before];
  T* delta = product.result.data;
  T* bias_gradient = bias_gradients_[before].data() + block.begin;
  const T* values = part(values_[before], before, block.begin).data;
  if (before == plan_.code && gate_.exists()) {
    gate_.pass_back(block.begin, extent(block, before), delta);
    values = gate_.before(block.begin);
  }
  kernels_.backward(source.activation, extent(block, before), delta, values,
                    source.kl ? worker.column_gradient.data() + block.begin : nullptr,
                    sign_weight(source), bias_gradient);
  if (!chained()) return;
  chain_.weigh(before, batch_, worker.row_weights);
  T* chain = delta + batch_ * shape.in;
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
  move(shape.bias + mine.begin, mine.size(), bias_gradients_[layer].data() + mine.begin, 0);
  if (shape.transposed) return;
  const double uses = shape.partner ? 2 : 1;
  const Index at_once = rows_at_once(shape, sizeof(T));
  for (Index row = mine.begin; row < mine.end; row += at_once) {
    const Block some{row, std::min(row + at_once, mine.end)};
    weight_gradient(layer, some, worker.gradient.data());
    worker.squares += uses * move(shape.weight + some.begin * shape.in, some.size() * shape.in,
                                  worker.gradient.data(), uses * plan_.loss.lambda);
  }
}

/// Moves parameters along a gradient; returns the sum of their squares before.
template <class T>
double FusedStep<T>::move(Index offset, Index count, const T* gradient, double decay) {
  T* weight = memory_.parameters + offset;
  switch (plan_.optim.optimizer) {
    case config::OptimizerKind::kAdam: {
      AdamStep<T> step = adam_;
      step.decay = static_cast<T>(decay);
      return kernels_.adam(step, count, weight, gradient, memory_.mean + offset,
                           memory_.square + offset);
    }
    case config::OptimizerKind::kSgd: {
      const SgdStep<T> step{static_cast<T>(plan_.optim.lr), static_cast<T>(plan_.optim.momentum),
                            static_cast<T>(decay)};
      T* velocity = plan_.optim.momentum > 0 ? memory_.mean + offset : nullptr;
      return kernels_.sgd(step, count, weight, gradient, velocity);
    }
    case config::OptimizerKind::kLbfgs:
    case config::OptimizerKind::kCg:
      break;
  }
  return 0;
}

template <class T>
metrics::LossMeans FusedStep<T>::terms() const {
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

}  // namespace sae::engine
