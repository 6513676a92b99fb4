// SPDX-License-Identifier: MIT
// The element-wise passes of a training step, compiled once for each instruction set.
#pragma once

#include <cstdint>

#include "config/enums.h"

namespace sae::fused {

using Index = std::int64_t;

/// Columns [0, columns) of `rows` rows that lie `stride` values apart.
struct Extent {
  Index rows = 0;
  Index columns = 0;
  Index stride = 0;
};

/// What every pass over an output layer adds up.
struct OutputSums {
  double error = 0;          ///< Σ (o − t)²
  double cross_entropy = 0;  ///< Σ of the elements' bce; only where that is the loss
  double absolute = 0;       ///< Σ |o|
};

/// A pass over a layer's output: what it is to compute besides.
template <class T>
struct OutputPass {
  config::Activation activation = config::Activation::kIdentity;
  bool cross_entropy = false;  ///< the derivative is bce's instead of the squared error's
  T weight = 0;                ///< of an element's term, loss::element_weight
  T sign_weight = 0;           ///< weight of sign(o) in the derivative
};

/// Adam's numbers of one step (Kingma & Ba 2015), as LibTorch's kernel uses them.
template <class T>
struct AdamStep {
  T beta1, beta2, epsilon;
  T step_size;           ///< lr / (1 − β1ᵗ)
  T inverse_correction;  ///< 1 / √(1 − β2ᵗ)
  T decay;               ///< added to the gradient, times the weight
};

template <class T>
struct SgdStep {
  T lr, momentum, decay;
};

/// The passes. All write in place; sums over rows run from the first to the last, so that results
/// do not depend on how columns were divided.
template <class T>
struct Kernels {
  /// z ← activation(z + bias). column_sums (may be null): its sums over the rows. Returns Σ |z|
  /// where `absolute` asks for it.
  double (*activate)(config::Activation, Extent, T* z, const T* bias, T* column_sums,
                     bool absolute);
  /// The linear chain: z ← source + bias (source may be z), slope ← s(1 − s) for s = sigmoid(z),
  /// and row_sums[row] ← Σ s over the columns. source, z and slope have the same stride.
  void (*chain)(Extent, const T* source, T* z, const T* bias, T* slope, T* row_sums);
  /// z ← output = activation(z + bias); delta ← derivative of the loss by z; bias_gradient ← its
  /// sums over the rows.
  OutputSums (*output)(OutputPass<T>, Extent, T* z, const T* bias, const T* target,
                       Index target_stride, T* delta, T* bias_gradient);
  /// delta ← (delta + column_gradient[column] + sign_weight · sign(value)) · activation'(value);
  /// bias_gradient ← its sums over the rows. column_gradient may be null.
  void (*backward)(config::Activation, Extent, T* delta, const T* value, const T* column_gradient,
                   T sign_weight, T* bias_gradient);
  /// delta ← delta + row_weights[row] · slope; bias_gradient ← bias_gradient + its sums. `fresh`:
  /// delta holds nothing yet and starts at 0.
  void (*chain_backward)(Extent, T* delta, const T* slope, const T* row_weights, bool fresh,
                         T* bias_gradient);
  /// sum ← sum + addend, element by element.
  void (*add)(Extent, T* sum, const T* addend);
  /// Moves `count` weights; returns Σ w² before.
  double (*adam)(AdamStep<T>, Index count, T* weight, const T* gradient, T* mean, T* square);
  /// velocity may be null when momentum is 0.
  double (*sgd)(SgdStep<T>, Index count, T* weight, const T* gradient, T* velocity);
  const char* name;  ///< of the instruction set
};

enum class InstructionSet { kBaseline, kAvx2, kAvx512 };

/// The passes of one instruction set, which the processor must have: AVX2 with FMA, or AVX-512 F,
/// DQ, BW and VL; on processors other than x86-64 there is the baseline alone.
template <InstructionSet Isa, class T>
const Kernels<T>& kernels_of();

/// The best passes for this processor. T: float or double.
template <class T>
const Kernels<T>& choose_kernels();

}  // namespace sae::fused
