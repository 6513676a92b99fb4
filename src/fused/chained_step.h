// SPDX-License-Identifier: MIT
// The training step for kl_per_sample.
#pragma once

#include <vector>

#include "fused/dense_step.h"
#include "fused/linear_chain.h"

namespace sae::fused {

/// A dense step that runs the penalty's linear chain as a second half of each batch. Both chains
/// share the first layer's sums and the weight gradients.
template <class T>
class ChainedStep final : public DenseStep<T> {
 public:
  ChainedStep(FusedPlan plan, FusedMemory<T> memory, base::ThreadTeam& team);

 private:
  void extend_forward(std::size_t layer, base::Block columns, int rank) override;
  void start_backward(int rank) override;
  void extend_backward(std::size_t layer, base::Block columns, int rank) override;
  void backward(std::size_t layer, base::Block columns, int rank, bool fresh);
  /// The second half of a matrix, starting at the same column.
  T* second(Matrix<T> first);

  LinearChain<T> chain_;
  std::vector<base::AlignedVector<T>> row_weights_;  ///< per thread, [B]: from LinearChain::weigh
};

}  // namespace sae::fused
