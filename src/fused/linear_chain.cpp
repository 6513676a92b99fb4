// SPDX-License-Identifier: MIT
// The second chain of kl_per_sample.
#include "fused/linear_chain.h"

#include "loss/objective.h"
#include "loss/penalties.h"

namespace sae::fused {

template <class T>
LinearChain<T>::LinearChain(const FusedPlan& plan, int threads)
    : loss_(plan.loss), batch_size_(plan.batch_size), threads_(threads) {
  for (const FusedLayer& layer : plan.layers) {
    widths_.push_back(layer.out);
    slopes_.emplace_back(static_cast<std::size_t>(batch_size_ * layer.out));
    row_sums_.emplace_back(static_cast<std::size_t>(batch_size_ * threads_));
  }
}

template <class T>
T* LinearChain<T>::sums(std::size_t layer, int rank) {
  return row_sums_[layer].data() + rank * batch_size_;
}

template <class T>
void LinearChain<T>::forward(const Kernels<T>& kernels, std::size_t layer, int rank, Index column,
                             Extent part, const T* source, T* z, const T* bias) {
  kernels.chain(part, source, z, bias, slopes_[layer].data() + column, sums(layer, rank));
}

template <class T>
double LinearChain<T>::mean(std::size_t layer, Index row) const {
  double sum = 0;
  for (Index rank = 0; rank < threads_; ++rank) {
    sum +=
        static_cast<double>(row_sums_[layer][static_cast<std::size_t>(rank * batch_size_ + row)]);
  }
  return sum / static_cast<double>(widths_[layer]);
}

template <class T>
double LinearChain<T>::penalty(base::Block rows) const {
  double sum = 0;
  for (std::size_t layer = 0; layer < widths_.size(); ++layer) {
    for (Index row = rows.begin; row < rows.end; ++row) {
      sum += loss::kl_divergence(mean(layer, row), loss_.rho);
    }
  }
  return sum;
}

template <class T>
void LinearChain<T>::weigh(std::size_t layer, Index rows, base::AlignedVector<T>& weights) const {
  const auto width = static_cast<double>(widths_[layer]);
  const double weight = loss::Weighting(loss_).penalty_weight();
  for (Index row = 0; row < rows; ++row) {
    weights[static_cast<std::size_t>(row)] =
        static_cast<T>(loss::kl_per_sample_derivative(weight, mean(layer, row), loss_.rho, width));
  }
}

template class LinearChain<float>;
template class LinearChain<double>;

}  // namespace sae::fused
