// SPDX-License-Identifier: MIT
// The element-wise kernels, as loops that the compiler vectorises. Each kernels_*.cpp includes this
// file with its own compiler flags. Everything here is a template on the instruction set, so the
// linker cannot merge code for different processors.
#pragma once

#include "fused/kernels.h"
#include "fused/row_kernels_body.h"
#include "loss/elements.h"

namespace sae::fused {

/// A vector's width of partial sums: the order of additions is fixed, yet they vectorise.
template <InstructionSet Isa, class T>
struct Lanes {
  static constexpr Index kCount = 64 / static_cast<Index>(sizeof(T));
  T lane[static_cast<std::uint64_t>(kCount)] = {};
  double total() const {
    double sum = 0;
    for (Index i = 0; i < kCount; ++i) sum += static_cast<double>(lane[i]);
    return sum;
  }
};

template <InstructionSet Isa>
struct Math {
  static float bits_to_float(std::int32_t bits) { return __builtin_bit_cast(float, bits); }
  static std::int32_t float_to_bits(float value) { return __builtin_bit_cast(std::int32_t, value); }

  static double square_root(double x) { return __builtin_sqrt(x); }
  static float square_root(float x) { return __builtin_sqrtf(x); }
  template <class T>
  static T magnitude(T x) {
    return x < 0 ? -x : x;
  }
  template <class T>
  static T sign_of(T x) {
    return x > 0 ? T(1) : (x < 0 ? T(-1) : T(0));
  }

  /// eˣ with an error of at most 2 units in the last place for |x| <= 708; x is clamped to that
  /// range. After Cephes' exp (Moshier 1984): x = n log 2 + r, a rational function for eʳ, and n
  /// added to the exponent bits.
  static double exponential(double x) {
    constexpr double kRound = 6755399441055744.0;  // 1.5 · 2⁵²: adding it rounds to an integer
    x = x < -708.0 ? -708.0 : x;
    x = x > 708.0 ? 708.0 : x;
    const double shifted = x * 1.4426950408889634073599 + kRound;
    const double n = shifted - kRound;
    const double r = (x - n * 6.93145751953125e-1) - n * 1.42860682030941723212e-6;
    const double z = r * r;
    const double p = r * ((1.26177193074810590878e-4 * z + 3.02994407707441961300e-2) * z + 1.0);
    const double q = ((3.00198505138664455042e-6 * z + 2.52448340349684104192e-3) * z +
                      2.27265548208155028766e-1) *
                         z +
                     2.0;
    const auto exponent = (__builtin_bit_cast(std::int64_t, shifted) + 1023) << 52;
    return (1.0 + 2.0 * (p / (q - p))) * __builtin_bit_cast(double, exponent);
  }
  /// eˣ with an error of at most 2 units in the last place for |x| <= 87; x is clamped to that
  /// range. After Cephes' expf (Moshier 1992): x = n log 2 + r, a polynomial for eʳ, and n added to
  /// the exponent bits.
  static float exponential(float x) {
    constexpr float kRound = 12582912.0F;  // 1.5 · 2²³: adding it rounds to an integer
    x = x < -87.0F ? -87.0F : x;
    x = x > 87.0F ? 87.0F : x;
    const float shifted = x * 1.44269504088896341F + kRound;
    const float n = shifted - kRound;
    const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1.0F;
    return p * bits_to_float((float_to_bits(shifted) + 127) << 23);
  }

  static double logarithm(double x) { return __builtin_log(x); }
  /// log x for normal x > 0 (after Cephes' logf); −inf for 0, NaN for NaN.
  static float logarithm(float x) {
    const std::int32_t bits = float_to_bits(x);
    float e = static_cast<float>((bits >> 23) - 126);
    float m = bits_to_float((bits & 0x007fffff) | 0x3f000000);
    const bool low = m < 0.707106781186547524F;
    e = low ? e - 1.0F : e;
    m = low ? m + m - 1.0F : m - 1.0F;
    const float z = m * m;
    float y = 7.0376836292e-2F;
    y = y * m - 1.1514610310e-1F;
    y = y * m + 1.1676998740e-1F;
    y = y * m - 1.2420140846e-1F;
    y = y * m + 1.4249322787e-1F;
    y = y * m - 1.6668057665e-1F;
    y = y * m + 2.0000714765e-1F;
    y = y * m - 2.4999993993e-1F;
    y = y * m + 3.3333331174e-1F;
    y = y * m * z - 2.12194440e-4F * e - 0.5F * z;
    const float result = m + y + 0.693359375F * e;
    return x > 0.0F ? result : (x == 0.0F ? -__builtin_huge_valf() : x);
  }

  template <class T>
  static T sigmoid(T x) {
    return T(1) / (T(1) + exponential(-x));
  }

  static double tanh_of(double x) { return __builtin_tanh(x); }
  /// tanh x: a polynomial near 0 (Cephes' tanhf), otherwise computed from e^(−2|x|).
  static float tanh_of(float x) {
    const float size = magnitude(x);
    const float e = exponential(-2.0F * size);
    const float far = (1.0F - e) / (1.0F + e);
    const float z = x * x;
    float p = -5.70498872745e-3F;
    p = p * z + 2.06390887954e-2F;
    p = p * z - 5.37397155531e-2F;
    p = p * z + 1.33314422036e-1F;
    p = p * z - 3.33332819422e-1F;
    const float near = p * z * x + x;
    return size < 0.625F ? near : (x < 0.0F ? -far : far);
  }
};

/// An activation, and its derivative as a function of the activation's value.
template <InstructionSet Isa, config::Activation Kind>
struct Curve {
  using M = Math<Isa>;
  template <class T>
  static T value(T x) {
    if constexpr (Kind == config::Activation::kRelu) return x < 0 ? T(0) : x;
    if constexpr (Kind == config::Activation::kSigmoid) return M::sigmoid(x);
    if constexpr (Kind == config::Activation::kTanh) return M::tanh_of(x);
    if constexpr (Kind == config::Activation::kIdentity) return x;
  }
  template <class T>
  static T slope(T y) {
    if constexpr (Kind == config::Activation::kRelu) return y > 0 ? T(1) : T(0);
    if constexpr (Kind == config::Activation::kSigmoid) return y * (T(1) - y);
    if constexpr (Kind == config::Activation::kTanh) return T(1) - y * y;
    if constexpr (Kind == config::Activation::kIdentity) return T(1);
  }
};

/// Calls pass(Curve) with the curve of the activation.
template <InstructionSet Isa, class Pass>
auto with_curve(config::Activation activation, const Pass& pass) {
  using config::Activation;
  switch (activation) {
    case Activation::kRelu:
    case Activation::kTopkRelu:  // CodeMask or SparseStep selects the units
    case Activation::kBatchTopk:
      return pass(Curve<Isa, Activation::kRelu>());
    case Activation::kSigmoid:
    case Activation::kSoftThreshold:  // SoftThreshold subtracts the thresholds
      return pass(Curve<Isa, Activation::kSigmoid>());
    case Activation::kTanh:
      return pass(Curve<Isa, Activation::kTanh>());
    case Activation::kTopk:
    case Activation::kJumprelu:
    case Activation::kIdentity:
      break;
  }
  return pass(Curve<Isa, Activation::kIdentity>());
}

/// Calls body(column, lane) for all columns; `lane` cycles through the lanes.
template <InstructionSet Isa, class T, class Body>
__attribute__((always_inline)) inline void each_column(Index columns, const Body& body) {
  constexpr Index kLanes = Lanes<Isa, T>::kCount;
  Index column = 0;
  for (; column + kLanes <= columns; column += kLanes) {
    for (Index lane = 0; lane < kLanes; ++lane) body(column + lane, lane);
  }
  for (Index lane = 0; column < columns; ++column, ++lane) body(column, lane);
}

template <InstructionSet Isa, class T>
struct Passes {
  using M = Math<Isa>;
  using Sums = Lanes<Isa, T>;

  static double activate(config::Activation activation, Extent extent, T* z, const T* bias,
                         T* column_sums, bool absolute) {
    return with_curve<Isa>(activation, [&]<class C>(C) {
      double total = 0;
      for (Index row = 0; row < extent.rows; ++row) {
        T* __restrict values = z + row * extent.stride;
        const T* __restrict shift = bias;
        for (Index i = 0; i < extent.columns; ++i) values[i] = C::value(values[i] + shift[i]);
        if (column_sums != nullptr) add_row(extent.columns, column_sums, values, row == 0);
        if (absolute) total += absolute_sum(extent.columns, values);
      }
      return total;
    });
  }

  static void add_row(Index columns, T* __restrict sums, const T* __restrict values, bool first) {
    if (first) {
      for (Index i = 0; i < columns; ++i) sums[i] = values[i];
    } else {
      for (Index i = 0; i < columns; ++i) sums[i] += values[i];
    }
  }

  static double absolute_sum(Index columns, const T* __restrict values) {
    Sums sums;
    each_column<Isa, T>(columns, [&](Index i, Index lane) {
      sums.lane[lane] += loss::Magnitude<M>::value(values[i]);
    });
    return sums.total();
  }

  static void chain(Extent extent, const T* source, T* z, const T* bias, T* slope, T* row_sums) {
    for (Index row = 0; row < extent.rows; ++row) {
      const T* from = source + row * extent.stride;
      T* to = z + row * extent.stride;
      T* __restrict slopes = slope + row * extent.stride;
      Sums sums;
      each_column<Isa, T>(extent.columns, [&](Index i, Index lane) {
        const T value = from[i] + bias[i];
        const T s = M::sigmoid(value);
        to[i] = value;
        slopes[i] = s * (T(1) - s);
        sums.lane[lane] += s;
      });
      row_sums[row] = static_cast<T>(sums.total());
    }
  }

  static OutputSums output(OutputPass<T> pass, Extent extent, T* z, const T* bias, const T* target,
                           Index target_stride, T* delta, T* bias_gradient) {
    return with_curve<Isa>(pass.activation, [&]<class C>(C) {
      OutputSums sums;
      for (Index row = 0; row < extent.rows; ++row) {
        T* values = z + row * extent.stride;
        const T* wanted = target + row * target_stride;
        for (Index i = 0; i < extent.columns; ++i) values[i] = C::value(values[i] + bias[i]);
        sums.error += error_row(extent.columns, values, wanted);
        if (pass.sign_weight != 0) sums.absolute += absolute_sum(extent.columns, values);
        T* row_delta = delta + row * extent.stride;
        if (pass.cross_entropy) {
          sums.cross_entropy += cross_entropy_row(extent.columns, values, wanted);
          derivative_row<loss::CrossEntropy<M>, C>(pass, extent.columns, values, wanted, row_delta);
        } else {
          derivative_row<loss::SquaredError<M>, C>(pass, extent.columns, values, wanted, row_delta);
        }
        add_row(extent.columns, bias_gradient, row_delta, row == 0);
      }
      return sums;
    });
  }

  static double error_row(Index columns, const T* __restrict values, const T* __restrict wanted) {
    Sums sums;
    each_column<Isa, T>(columns, [&](Index i, Index lane) {
      sums.lane[lane] += loss::SquaredError<M>::value(values[i], wanted[i]);
    });
    return sums.total();
  }

  static double cross_entropy_row(Index columns, const T* __restrict values,
                                  const T* __restrict wanted) {
    Sums sums;
    each_column<Isa, T>(columns, [&](Index i, Index lane) {
      sums.lane[lane] += loss::CrossEntropy<M>::value(values[i], wanted[i]);
    });
    return sums.total();
  }

  template <class Term, class C>
  static void derivative_row(const OutputPass<T>& pass, Index columns, const T* __restrict values,
                             const T* __restrict wanted, T* __restrict delta) {
    const T weight = pass.weight, sign_weight = pass.sign_weight;
    for (Index i = 0; i < columns; ++i) {
      const T y = values[i];
      delta[i] = (Term::derivative(weight, y, wanted[i]) +
                  loss::Magnitude<M>::derivative(sign_weight, y)) *
                 C::slope(y);
    }
  }

  static void backward(config::Activation activation, Extent extent, T* delta, const T* value,
                       const T* column_gradient, T sign_weight, T* bias_gradient) {
    with_curve<Isa>(activation, [&]<class C>(C) {
      for (Index row = 0; row < extent.rows; ++row) {
        T* __restrict d = delta + row * extent.stride;
        const T* __restrict y = value + row * extent.stride;
        const T* __restrict extra = column_gradient;
        if (column_gradient != nullptr) {
          for (Index i = 0; i < extent.columns; ++i) d[i] = (d[i] + extra[i]) * C::slope(y[i]);
        } else if (sign_weight != 0) {
          for (Index i = 0; i < extent.columns; ++i) {
            d[i] = (d[i] + loss::Magnitude<M>::derivative(sign_weight, y[i])) * C::slope(y[i]);
          }
        } else {
          for (Index i = 0; i < extent.columns; ++i) d[i] *= C::slope(y[i]);
        }
        add_row(extent.columns, bias_gradient, d, row == 0);
      }
      return 0;
    });
  }

  static void chain_backward(Extent extent, T* delta, const T* slope, const T* row_weights,
                             bool fresh, T* bias_gradient) {
    for (Index row = 0; row < extent.rows; ++row) {
      T* __restrict d = delta + row * extent.stride;
      const T* __restrict s = slope + row * extent.stride;
      const T weight = row_weights[row];
      if (fresh) {
        for (Index i = 0; i < extent.columns; ++i) d[i] = weight * s[i];
      } else {
        for (Index i = 0; i < extent.columns; ++i) d[i] += weight * s[i];
      }
      add_row(extent.columns, bias_gradient, d, false);
    }
  }

  static void add(Extent extent, T* sum, const T* addend) {
    for (Index row = 0; row < extent.rows; ++row) {
      add_row(extent.columns, sum + row * extent.stride, addend + row * extent.stride, false);
    }
  }

  static double adam(AdamStep<T> step, Index count, T* __restrict weight,
                     const T* __restrict gradient, T* __restrict mean, T* __restrict square) {
    Sums sums;
    each_column<Isa, T>(count, [&](Index i, Index lane) {
      const T w = weight[i];
      const T g = gradient[i] + step.decay * w;
      const T m = mean[i] + (T(1) - step.beta1) * (g - mean[i]);
      const T v = step.beta2 * square[i] + (T(1) - step.beta2) * g * g;
      mean[i] = m;
      square[i] = v;
      const T denominator = M::square_root(v) * step.inverse_correction + step.epsilon;
      weight[i] = step.rest * w - step.step_size * m / denominator;
      sums.lane[lane] += w * w;
    });
    return sums.total();
  }

  static double sgd(SgdStep<T> step, Index count, T* __restrict weight,
                    const T* __restrict gradient, T* __restrict velocity) {
    Sums sums;
    each_column<Isa, T>(count, [&](Index i, Index lane) {
      const T w = weight[i];
      T g = gradient[i] + step.decay * w;
      if (velocity != nullptr) g = velocity[i] = step.momentum * velocity[i] + g;
      weight[i] = w - step.lr * g;
      sums.lane[lane] += w * w;
    });
    return sums.total();
  }

  static double product(Index count, const T* a, const T* b) {
    Sums sums;
    each_column<Isa, T>(count, [&](Index i, Index lane) { sums.lane[lane] += a[i] * b[i]; });
    return sums.total();
  }

  static void remove_along(Index count, T* __restrict gradient, const T* __restrict unit) {
    const T along = static_cast<T>(product(count, gradient, unit));
    for (Index i = 0; i < count; ++i) gradient[i] -= along * unit[i];
  }

  static void normalise(Index count, T* vector) {
    const double norm = M::square_root(product(count, vector, vector));
    if (norm == 0) return;
    const T factor = static_cast<T>(1 / norm);
    for (Index i = 0; i < count; ++i) vector[i] *= factor;
  }
};

template <InstructionSet Isa, class T>
constexpr Kernels<T> make_kernels(const char* name) {
  using P = Passes<Isa, T>;
  using R = RowPasses<Isa, T>;
  return {P::activate, P::chain,        P::output,       P::backward, P::chain_backward,
          P::add,      R::weighted_sum, R::row_products, P::adam,     P::sgd,
          P::product,  P::remove_along, P::normalise,    name};
}

}  // namespace sae::fused
