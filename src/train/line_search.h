// SPDX-License-Identifier: MIT
// How far to go along a direction.
#pragma once

#include <functional>

#include "train/minimizer.h"

namespace sae::train {

/// A point on the line x + step · direction.
struct Trial {
  double step = 0;
  double slope = 0;  ///< of the function along the direction: gradient · direction
  Evaluated at;
};

/// What a step has to satisfy (the strong Wolfe conditions), c1 1e-4:
///   f(step) <= f(0) + c1 · step · f'(0)   and   |f'(step)| <= curvature · |f'(0)|
/// with at most so many evaluations.
struct LineSearch {
  double curvature = 0.9;
  int most_evaluations = 25;
};

/// Looks for such a step, from `first` on: Nocedal & Wright, Numerical Optimization (2006),
/// algorithms 3.5 and 3.6, with the minimum of a cubic through two points. start: the point at step
/// 0, its slope below 0. try_step: evaluates a step > 0. Where rounding or `most_evaluations`
/// leaves no such step, the lowest point seen that satisfies the first condition, or `start`
/// itself.
Trial search_line(const LineSearch& search, const Trial& start, double first,
                  const std::function<Trial(double)>& try_step);

}  // namespace sae::train
