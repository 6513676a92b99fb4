// SPDX-License-Identifier: MIT
// Axis ranges and tick labels that a person likes to read; pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sae::picture {

struct Tick {
  double value = 0;
  std::string label;
};

enum class Scale { kLinear, kLog };

/// A range with low < high and ticks inside it in ascending order. On a log scale low > 0.
struct Axis {
  Scale scale = Scale::kLinear;
  double low = 0;
  double high = 1;
  std::vector<Tick> ticks;

  /// Whether `value` has a place on this axis: 0, or finite with a magnitude of 1e-100..1e100; on a
  /// log scale positive too.
  bool can_show(double value) const;
  /// 0 at low, 1 at high. Only for values that can be shown (kInternal otherwise).
  double position(double value) const;
};

/// An axis for `values`, with some air at both ends and at most `most_ticks` + 1 ticks
/// (`most_ticks` is 3 or more). It is logarithmic when all values that can be shown are positive
/// and the largest is more than 3 times the smallest; a zero or a negative value makes it linear,
/// so that it too is seen. Values that cannot be shown are passed over; with none left the axis is
/// 0..1 without ticks. Equal values (to 1e-6 relative) sit in the middle of a range of 10 % to each
/// side. A range of non-negative values never starts below 0.
Axis value_axis(const std::vector<double>& values, int most_ticks);

/// The same, always linear.
Axis linear_axis(const std::vector<double>& values, int most_ticks);

/// A linear axis with integer ticks over the epochs' own range: with one epoch, its neighbours lie
/// at the ends and it alone is labelled.
Axis epoch_axis(const std::vector<double>& epochs);

/// An axis of the indices 0 to count - 1, with half a step of air at both ends: each with its name,
/// or some with their numbers where there are no names.
Axis index_axis(std::int64_t count, const std::vector<std::string>& names = {});

/// The n of "every n-th label" such that labels of `room` pixels fit at places `spacing` pixels
/// apart; at least 1.
std::size_t label_step(double room, double spacing);

/// `value` to `digits` significant digits: "0.00943", "12.5", all digits before the point; below
/// 1e-4 and from 1e5 on "9.43×10⁻⁶"; "nan", "inf", "-inf" as they are.
std::string short_number(double value, int digits);

}  // namespace sae::picture
