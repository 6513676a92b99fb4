// SPDX-License-Identifier: MIT
// Chooses the implementation of the hand-written step.
#include "fused/fused_step.h"

#include <utility>

#include "fused/chained_step.h"
#include "fused/dense_step.h"
#include "fused/sparse_step.h"

namespace sae::fused {

template <class T>
std::unique_ptr<FusedStep<T>> make_fused_step(FusedPlan plan, FusedMemory<T> memory,
                                              base::ThreadTeam& team) {
  if (has_second_chain(plan.loss)) {
    return std::make_unique<ChainedStep<T>>(std::move(plan), memory, team);
  }
  if (plan.layers.back().transposed && can_be_sparse(plan)) {
    return std::make_unique<SparseStep<T>>(std::move(plan), memory, team);
  }
  return std::make_unique<DenseStep<T>>(std::move(plan), memory, team);
}

template std::unique_ptr<FusedStep<float>> make_fused_step(FusedPlan, FusedMemory<float>,
                                                           base::ThreadTeam&);
template std::unique_ptr<FusedStep<double>> make_fused_step(FusedPlan, FusedMemory<double>,
                                                            base::ThreadTeam&);

}  // namespace sae::fused
