// SPDX-License-Identifier: MIT
// The kernels on some rows of a matrix; see kernels_body.h.
#pragma once

#include "fused/kernels.h"

namespace sae::fused {

/// A vector of the instruction set, at any address of a T.
template <InstructionSet Isa, class T>
struct Vector {
  static constexpr int kBytes =
      Isa == InstructionSet::kAvx512 ? 64 : (Isa == InstructionSet::kAvx2 ? 32 : 16);
  static constexpr Index kCount = kBytes / static_cast<int>(sizeof(T));
  typedef T Type __attribute__((vector_size(kBytes), aligned(alignof(T)), may_alias));
};

template <InstructionSet Isa, class T>
struct RowPasses {
  using Wide = typename Vector<Isa, T>::Type;
  static constexpr Index kWide = Vector<Isa, T>::kCount;

  /// Vectors of sums in weighted_sum.
  static constexpr Index kGroup = 8;

  static Wide load(const T* from) { return *reinterpret_cast<const Wide*>(from); }

  static void weighted_sum(ChosenRows<T> rows, const T* weights, T* sum) {
    Index column = 0;
    for (; column + kGroup * kWide <= rows.width; column += kGroup * kWide) {
      sum_columns<kGroup>(rows, weights, column, sum);
    }
    for (; column + kWide <= rows.width; column += kWide) {
      sum_columns<1>(rows, weights, column, sum);
    }
    for (; column < rows.width; ++column) {
      T total = 0;
      for (Index j = 0; j < rows.count; ++j) {
        total += weights[j] * rows.base[rows.places[j] * rows.stride + column];
      }
      sum[column] = total;
    }
  }

  /// `Group` vectors of sums, which stay in registers.
  template <Index Group>
  static void sum_columns(const ChosenRows<T>& rows, const T* weights, Index column, T* sum) {
    Wide totals[static_cast<std::uint64_t>(Group)] = {};
    for (Index j = 0; j < rows.count; ++j) {
      const T* row = rows.base + rows.places[j] * rows.stride + column;
      const T weight = weights[j];
#pragma GCC unroll 8
      for (Index i = 0; i < Group; ++i) totals[i] += weight * load(row + i * kWide);
    }
#pragma GCC unroll 8
    for (Index i = 0; i < Group; ++i) {
      *reinterpret_cast<Wide*>(sum + column + i * kWide) = totals[i];
    }
  }

  static void row_products(ChosenRows<T> rows, const T* vector, T* products) {
    Index j = 0;
    for (; j + 4 <= rows.count; j += 4) products_of<4>(rows, j, vector, products);
    for (; j < rows.count; ++j) products_of<1>(rows, j, vector, products);
  }

  /// `Count` rows at once. The order of a row's additions does not depend on Count.
  template <Index Count>
  static void products_of(const ChosenRows<T>& rows, Index first, const T* vector, T* products) {
    Wide even[static_cast<std::uint64_t>(Count)] = {}, odd[static_cast<std::uint64_t>(Count)] = {};
    const T* starts[static_cast<std::uint64_t>(Count)];
#pragma GCC unroll 4
    for (Index i = 0; i < Count; ++i) {
      starts[i] = rows.base + rows.places[first + i] * rows.stride;
    }
    Index column = 0;
    for (; column + 2 * kWide <= rows.width; column += 2 * kWide) {
      const Wide a = load(vector + column), b = load(vector + column + kWide);
#pragma GCC unroll 4
      for (Index i = 0; i < Count; ++i) {
        even[i] += a * load(starts[i] + column);
        odd[i] += b * load(starts[i] + column + kWide);
      }
    }
    for (Index i = 0; i < Count; ++i) {
      const Wide both = even[i] + odd[i];
      T total = 0;
      for (Index lane = 0; lane < kWide; ++lane) total += both[lane];
      for (Index rest = column; rest < rows.width; ++rest) total += starts[i][rest] * vector[rest];
      products[first + i] = total;
    }
  }
};

}  // namespace sae::fused
