// SPDX-License-Identifier: MIT
// Line search with the strong Wolfe conditions.
#pragma once

#include <functional>

#include "train/minimizer.h"

namespace sae::train {

/// A point on the line x + step · direction.
struct Trial {
  double step = 0;
  double slope = 0;  ///< directional derivative: gradient · direction
  Evaluated at;
};

/// Conditions on a step (the strong Wolfe conditions, c1 = 1e-4):
///   f(step) <= f(0) + c1 · step · f'(0)   and   |f'(step)| <= curvature · |f'(0)|
/// and the maximum number of evaluations.
struct LineSearch {
  double curvature = 0.9;
  int most_evaluations = 25;
};

/// Finds such a step, trying `first` first. Nocedal & Wright, Numerical Optimization (2006),
/// algorithms 3.5 and 3.6, with cubic interpolation through two points. start: the point at step 0,
/// with slope < 0. try_step: evaluates a step > 0. If rounding or `most_evaluations` prevents a
/// solution, returns the lowest point found that satisfies the first condition, or `start`.
Trial search_line(const LineSearch& search, const Trial& start, double first,
                  const std::function<Trial(double)>& try_step);

}  // namespace sae::train
