// SPDX-License-Identifier: MIT
// Derivatives by finite differences.
#pragma once

namespace sae::test {

/// The central difference of a function of a double; wrong by about 1e-10 where the function and
/// its third derivative are near 1.
template <class Function>
double slope(const Function& function, double x, double step = 1e-5) {
  return (function(x + step) - function(x - step)) / (2 * step);
}

}  // namespace sae::test
