// SPDX-License-Identifier: MIT
// Adam, AdamW and SGD for the hand-written step.
#include "fused/fused_update.h"

#include <algorithm>
#include <cmath>

#include "train/optimizer.h"

namespace sae::fused {

template <class T>
FusedUpdate<T>::FusedUpdate(const config::OptimConfig& config, FusedMemory<T> memory)
    : config_(config), memory_(memory), kernels_(choose_kernels<T>()) {}

template <class T>
void FusedUpdate<T>::start_step() {
  if (!config_.adam()) return;
  *memory_.steps += 1;
  const auto steps = static_cast<double>(*memory_.steps);
  adam_.beta1 = static_cast<T>(train::kAdamBeta1);
  adam_.beta2 = static_cast<T>(train::kAdamBeta2);
  adam_.epsilon = static_cast<T>(train::kAdamEpsilon);
  adam_.step_size = static_cast<T>(config_.rate() / (1 - std::pow(train::kAdamBeta1, steps)));
  const bool decays = config_.optimizer == config::OptimizerKind::kAdamw;
  adam_.rest = static_cast<T>(decays ? 1 - config_.rate() * config_.weight_decay : 1);
  adam_.inverse_correction = static_cast<T>(1 / std::sqrt(1 - std::pow(train::kAdamBeta2, steps)));
}

template <class T>
double FusedUpdate<T>::move(Index offset, Index count, const T* gradient, const Kind& kind) const {
  if (!stores()) return update(offset, count, gradient, kind);
  const T* weight = memory_.parameters + offset;
  T* stored = memory_.gradient + offset;
  const T decay = static_cast<T>(kind.decay);
  for (Index i = 0; i < count; ++i) stored[i] = gradient[i] + decay * weight[i];
  return kernels_.product(count, weight, weight);
}

template <class T>
double FusedUpdate<T>::update(Index offset, Index count, const T* gradient,
                              const Kind& kind) const {
  T* weight = memory_.parameters + offset;
  switch (config_.optimizer) {
    case config::OptimizerKind::kAdam:
    case config::OptimizerKind::kAdamw: {
      AdamStep<T> step = adam_;
      step.decay = static_cast<T>(kind.decay);
      step.step_size *= static_cast<T>(kind.rate);
      if (!kind.shrinks) step.rest = 1;
      return kernels_.adam(step, count, weight, gradient, memory_.mean + offset,
                           memory_.square + offset);
    }
    case config::OptimizerKind::kSgd: {
      const SgdStep<T> step{static_cast<T>(kind.rate * config_.rate()),
                            static_cast<T>(config_.momentum), static_cast<T>(kind.decay)};
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
double FusedUpdate<T>::move_unit(Index offset, Index count, T* gradient, const Kind& kind) const {
  kernels_.remove_along(count, gradient, memory_.parameters + offset);
  const double square = move(offset, count, gradient, {0, kind.rate, kind.shrinks});
  if (!stores()) normalise(offset, count);
  return square;
}

template <class T>
double FusedUpdate<T>::stored_squares(Index offset, Index count) const {
  // The kernel sums in T.
  constexpr Index kAtOnce = 4096;
  const T* stored = memory_.gradient + offset;
  double sum = 0;
  for (Index i = 0; i < count; i += kAtOnce) {
    sum += kernels_.product(std::min(kAtOnce, count - i), stored + i, stored + i);
  }
  return sum;
}

template <class T>
void FusedUpdate<T>::apply(Index offset, Index count, double factor, const Kind& kind) const {
  T* stored = memory_.gradient + offset;
  const T scale = static_cast<T>(factor);
  std::transform(stored, stored + count, stored, [scale](T value) { return scale * value; });
  update(offset, count, stored, {0, kind.rate, kind.shrinks});
}

template <class T>
void FusedUpdate<T>::normalise(Index offset, Index count) const {
  kernels_.normalise(count, memory_.parameters + offset);
}

template class FusedUpdate<float>;
template class FusedUpdate<double>;

}  // namespace sae::fused
