// SPDX-License-Identifier: MIT
// The training step for kl_per_sample.
#include "fused/chained_step.h"

#include <utility>

namespace sae::fused {

using base::Block;

template <class T>
ChainedStep<T>::ChainedStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team)
    : DenseStep<T>(std::move(plan), memory, team, /*chains=*/2),
      chain_(this->plan(), team.size()),
      row_weights_(static_cast<std::size_t>(team.size()),
                   base::AlignedVector<T>(static_cast<std::size_t>(this->plan().batch_size))) {}

template <class T>
T* ChainedStep<T>::second(Matrix<T> first) {
  return first.data + this->memory().rows() * first.stride;
}

/// The chain starts from a copy of the first layer's sums, made before the activation overwrites
/// them.
template <class T>
void ChainedStep<T>::extend_forward(std::size_t layer, Block columns, int rank) {
  const Matrix<T> sums = this->memory().values(layer, columns.begin);
  T* chain = second(sums);
  chain_.forward(this->kernels(), layer, rank, columns.begin, this->memory().extent(layer, columns),
                 layer == 0 ? sums.data : chain, chain,
                 this->parameters() + this->plan().layers[layer].bias + columns.begin);
}

/// The penalty's value and the chain's derivatives at the output, where no later layer contributes.
template <class T>
void ChainedStep<T>::start_backward(int rank) {
  this->barrier(true, rank);
  const Index rows = this->memory().rows();
  this->memory().worker(rank).penalty +=
      chain_.penalty(base::block_of(rows, rank, this->threads(), 1));
  const std::size_t last = this->plan().layers.size() - 1;
  const Block columns = this->memory().columns(last, rank);
  if (columns.size() > 0) backward(last, columns, rank, /*fresh=*/true);
}

template <class T>
void ChainedStep<T>::extend_backward(std::size_t layer, Block columns, int rank) {
  backward(layer, columns, rank, /*fresh=*/false);
  if (layer > 0) return;
  const Matrix<T> deltas = this->memory().deltas(0, columns.begin);
  this->kernels().add(this->memory().extent(0, columns), deltas.data, second(deltas));
}

template <class T>
void ChainedStep<T>::backward(std::size_t layer, Block columns, int rank, bool fresh) {
  base::AlignedVector<T>& weights = row_weights_[static_cast<std::size_t>(rank)];
  chain_.weigh(layer, this->memory().rows(), weights);
  this->kernels().chain_backward(this->memory().extent(layer, columns),
                                 second(this->memory().deltas(layer, columns.begin)),
                                 chain_.slopes(layer, columns.begin), weights.data(), fresh,
                                 this->memory().bias_gradient(layer, columns.begin));
}

template class ChainedStep<float>;
template class ChainedStep<double>;

}  // namespace sae::fused
