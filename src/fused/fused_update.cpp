// SPDX-License-Identifier: MIT
// Adam and SGD for the hand-written step.
#include "fused/fused_update.h"

#include <cmath>

#include "train/optimizer.h"

namespace sae::fused {

template <class T>
FusedUpdate<T>::FusedUpdate(const config::OptimConfig& config, FusedMemory<T> memory)
    : config_(config), memory_(memory), kernels_(choose_kernels<T>()) {}

template <class T>
void FusedUpdate<T>::start_step() {
  if (config_.optimizer != config::OptimizerKind::kAdam) return;
  *memory_.steps += 1;
  const auto steps = static_cast<double>(*memory_.steps);
  adam_.beta1 = static_cast<T>(train::kAdamBeta1);
  adam_.beta2 = static_cast<T>(train::kAdamBeta2);
  adam_.epsilon = static_cast<T>(train::kAdamEpsilon);
  adam_.step_size = static_cast<T>(config_.rate() / (1 - std::pow(train::kAdamBeta1, steps)));
  adam_.inverse_correction = static_cast<T>(1 / std::sqrt(1 - std::pow(train::kAdamBeta2, steps)));
}

template <class T>
double FusedUpdate<T>::move(Index offset, Index count, const T* gradient, double decay) const {
  T* weight = memory_.parameters + offset;
  switch (config_.optimizer) {
    case config::OptimizerKind::kAdam: {
      AdamStep<T> step = adam_;
      step.decay = static_cast<T>(decay);
      return kernels_.adam(step, count, weight, gradient, memory_.mean + offset,
                           memory_.square + offset);
    }
    case config::OptimizerKind::kSgd: {
      const SgdStep<T> step{static_cast<T>(config_.rate()), static_cast<T>(config_.momentum),
                            static_cast<T>(decay)};
      T* velocity = config_.momentum > 0 ? memory_.mean + offset : nullptr;
      return kernels_.sgd(step, count, weight, gradient, velocity);
    }
    case config::OptimizerKind::kLbfgs:
    case config::OptimizerKind::kCg:
      break;
  }
  return 0;
}

template <class T>
double FusedUpdate<T>::move_unit(Index offset, Index count, T* gradient) const {
  T* unit = memory_.parameters + offset;
  kernels_.remove_along(count, gradient, unit);
  const double square = move(offset, count, gradient, 0);
  kernels_.normalise(count, unit);
  return square;
}

template class FusedUpdate<float>;
template class FusedUpdate<double>;

}  // namespace sae::fused
