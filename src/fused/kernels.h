// SPDX-License-Identifier: MIT
// Element-wise kernels of a training step, compiled once per instruction set.
#pragma once

#include <algorithm>
#include <cstdint>

#include "config/enums.h"

namespace sae::fused {

using Index = std::int64_t;

/// A block of `rows` x `columns` values; consecutive rows are `stride` values apart.
struct Extent {
  Index rows = 0;
  Index columns = 0;
  Index stride = 0;
};

/// Copies a block into one of another matrix with the same stride.
template <class T>
void copy_columns(Extent extent, const T* from, T* to) {
  for (Index row = 0; row < extent.rows; ++row) {
    std::copy_n(from + row * extent.stride, extent.columns, to + row * extent.stride);
  }
}

/// Sums over an output layer.
struct OutputSums {
  double error = 0;          ///< Σ (o − t)²
  double cross_entropy = 0;  ///< Σ of the elements' bce; 0 unless the loss is bce
  double absolute = 0;       ///< Σ |o|
};

/// Settings of the output kernel.
template <class T>
struct OutputPass {
  config::Activation activation = config::Activation::kIdentity;
  bool cross_entropy = false;  ///< use bce's derivative instead of the squared error's
  T weight = 0;                ///< factor of an element's term, loss::element_weight
  T sign_weight = 0;           ///< factor of sign(o) in the derivative; 0: Σ |o| is not computed
};

/// Adam's constants for one step (Kingma & Ba 2015), in the form of LibTorch's kernel.
template <class T>
struct AdamStep {
  T beta1, beta2, epsilon;
  T step_size;           ///< lr / (1 − β1ᵗ)
  T inverse_correction;  ///< 1 / √(1 − β2ᵗ)
  T decay;               ///< decay · weight is added to the gradient
  T rest;                ///< adamw: factor of the weight before the step; adam: 1
};

template <class T>
struct SgdStep {
  T lr, momentum, decay;
};

/// Some rows of a matrix: row j has `width` values from base + places[j] · stride on.
template <class T>
struct ChosenRows {
  const T* base = nullptr;
  Index stride = 0;
  Index width = 0;
  const std::int32_t* places = nullptr;
  Index count = 0;
};

/// The kernels. All work in place. Sums over rows run from first to last row, so results do not
/// depend on how columns are divided.
template <class T>
struct Kernels {
  /// z ← activation(z + bias). column_sums (may be null): sums of the results over the rows.
  /// Returns Σ |z| if `absolute`.
  double (*activate)(config::Activation, Extent, T* z, const T* bias, T* column_sums,
                     bool absolute);
  /// The linear chain: z ← source + bias (source may be z), slope ← s(1 − s) with s = sigmoid(z),
  /// row_sums[row] ← Σ s over the columns. source, z and slope have the same stride.
  void (*chain)(Extent, const T* source, T* z, const T* bias, T* slope, T* row_sums);
  /// z ← output = activation(z + bias); delta ← derivative of the loss with respect to the sums z;
  /// bias_gradient ← its sums over the rows.
  OutputSums (*output)(OutputPass<T>, Extent, T* z, const T* bias, const T* target,
                       Index target_stride, T* delta, T* bias_gradient);
  /// delta ← (delta + column_gradient[column] + sign_weight · sign(value)) · activation'(value);
  /// bias_gradient ← its sums over the rows. column_gradient may be null.
  void (*backward)(config::Activation, Extent, T* delta, const T* value, const T* column_gradient,
                   T sign_weight, T* bias_gradient);
  /// delta ← delta + row_weights[row] · slope; bias_gradient ← bias_gradient + sums of delta over
  /// the rows. fresh: delta is uninitialised and counts as 0.
  void (*chain_backward)(Extent, T* delta, const T* slope, const T* row_weights, bool fresh,
                         T* bias_gradient);
  /// sum ← sum + addend, element-wise.
  void (*add)(Extent, T* sum, const T* addend);
  /// sum[width] ← Σ weights[j] · row j, in the order of j.
  void (*weighted_sum)(ChosenRows<T>, const T* weights, T* sum);
  /// products[j] ← row j · vector.
  void (*row_products)(ChosenRows<T>, const T* vector, T* products);
  /// Updates `count` weights; returns Σ w² before the update.
  double (*adam)(AdamStep<T>, Index count, T* weight, const T* gradient, T* mean, T* square);
  /// The same for sgd. velocity may be null if momentum is 0.
  double (*sgd)(SgdStep<T>, Index count, T* weight, const T* gradient, T* velocity);
  /// Σ a · b.
  double (*product)(Index count, const T* a, const T* b);
  /// gradient ← gradient − (gradient · unit) unit, for a `unit` of norm 1.
  void (*remove_along)(Index count, T* gradient, const T* unit);
  /// vector ← vector / ‖vector‖; 0 stays 0.
  void (*normalise)(Index count, T* vector);
  const char* name;  ///< name of the instruction set
};

enum class InstructionSet { kBaseline, kAvx2, kAvx512 };

/// The kernels of one instruction set. The processor must support it: AVX2 with FMA, or AVX-512 F,
/// DQ, BW and VL. Processors other than x86-64 have only the baseline.
template <InstructionSet Isa, class T>
const Kernels<T>& kernels_of();

/// The fastest kernels for this processor. T: float or double.
template <class T>
const Kernels<T>& choose_kernels();

}  // namespace sae::fused
