// SPDX-License-Identifier: MIT
// Loss terms of one element, each with its derivative. The hand-written step compiles them into its
// kernels, once for each instruction set.
#pragma once

namespace sae::loss {

// Math: sign, magnitude and logarithm for one instruction set (fused::Math). As a template argument
// it gives each instruction set its own symbols. weight: the objective's factor of the value.

/// (o − t)².
template <class Math>
struct SquaredError {
  template <class T>
  static T value(T output, T target) {
    const T apart = output - target;
    return apart * apart;
  }
  /// weight · 2(o − t).
  template <class T>
  static T derivative(T weight, T output, T target) {
    return T(2) * weight * (output - target);
  }
};

/// bce: −t log o − (1 − t) log(1 − o), with each logarithm >= −100, as in PyTorch.
template <class Math>
struct CrossEntropy {
  template <class T>
  static T value(T output, T target) {
    const T yes = bounded_log(output), no = bounded_log(T(1) - output);
    return -(target * yes + (T(1) - target) * no);
  }
  /// weight · (o − t)/(o (1 − o)), with the denominator >= 1e-12, as in PyTorch.
  template <class T>
  static T derivative(T weight, T output, T target) {
    const T product = output * (T(1) - output);
    const T denominator = product < T(1e-12) ? T(1e-12) : product;
    return weight * (output - target) / denominator;
  }

 private:
  template <class T>
  static T bounded_log(T x) {
    const T log = Math::logarithm(x);
    return log < T(-100) ? T(-100) : log;
  }
};

/// |v|.
template <class Math>
struct Magnitude {
  template <class T>
  static T value(T v) {
    return Math::magnitude(v);
  }
  /// weight · sign(v); 0 at v = 0.
  template <class T>
  static T derivative(T weight, T v) {
    return weight * Math::sign_of(v);
  }
};

}  // namespace sae::loss
