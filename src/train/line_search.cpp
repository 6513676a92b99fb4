// SPDX-License-Identifier: MIT
// Line search with the strong Wolfe conditions.
#include "train/line_search.h"

#include <algorithm>
#include <cmath>

namespace sae::train {
namespace {

constexpr double kDecrease = 1e-4;
/// Bounds on the next trial. A step grows at most by kMostGrowth. Inside a bracket it keeps at
/// least kLeastShare of the width from either end.
constexpr double kMostGrowth = 10;
constexpr double kLeastShare = 0.1;
/// Relative width at which a bracket counts as a single point.
constexpr double kLeastWidth = 1e-9;

/// Minimum of the cubic with these values and slopes, clamped to [low, high]; the midpoint if the
/// cubic has no minimum.
double cubic_minimum(const Trial& a, const Trial& b, double low, double high) {
  const double middle = (low + high) / 2;
  const double d1 = a.slope + b.slope - 3 * (a.at.value() - b.at.value()) / (a.step - b.step);
  const double square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return middle;
  const double d2 = b.step > a.step ? std::sqrt(square) : -std::sqrt(square);
  const double minimum =
      b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  return std::isfinite(minimum) ? std::clamp(minimum, low, high) : middle;
}

class Search {
 public:
  Search(const LineSearch& search, const Trial& start, const std::function<Trial(double)>& try_step)
      : search_(search), start_(start), try_step_(try_step) {}

  Trial run(double first) {
    Trial before = start_;
    double step = first;
    while (evaluations_ < search_.most_evaluations) {
      Trial trial = evaluate(step);
      if (!decreases(trial) || (before.step > 0 && trial.at.value() >= before.at.value())) {
        return zoom(before, trial);
      }
      if (is_flat(trial)) return trial;
      if (trial.slope >= 0) return zoom(trial, before);
      step = cubic_minimum(before, trial, trial.step + kLeastShare * (trial.step - before.step),
                           trial.step * kMostGrowth);
      before = std::move(trial);
    }
    return before;
  }

 private:
  Trial evaluate(double step) {
    ++evaluations_;
    return try_step_(step);
  }
  bool decreases(const Trial& trial) const {
    return trial.at.value() <= start_.at.value() + kDecrease * trial.step * start_.slope;
  }
  bool is_flat(const Trial& trial) const {
    return std::abs(trial.slope) <= -search_.curvature * start_.slope;
  }

  /// Narrows the bracket between `low` and `high`. `low` is the best point; the function decreases
  /// from it towards `high`.
  Trial zoom(Trial low, Trial high) {
    while (evaluations_ < search_.most_evaluations) {
      const double left = std::min(low.step, high.step), right = std::max(low.step, high.step);
      const double width = right - left;
      if (width <= kLeastWidth * right) break;
      Trial trial = evaluate(
          cubic_minimum(low, high, left + kLeastShare * width, right - kLeastShare * width));
      if (!decreases(trial) || trial.at.value() >= low.at.value()) {
        high = std::move(trial);
        continue;
      }
      if (is_flat(trial)) return trial;
      if (trial.slope * (high.step - low.step) >= 0) high = std::move(low);
      low = std::move(trial);
    }
    return low;
  }

  const LineSearch& search_;
  const Trial& start_;
  const std::function<Trial(double)>& try_step_;
  int evaluations_ = 0;
};

}  // namespace

Trial search_line(const LineSearch& search, const Trial& start, double first,
                  const std::function<Trial(double)>& try_step) {
  return Search(search, start, try_step).run(first);
}

}  // namespace sae::train
