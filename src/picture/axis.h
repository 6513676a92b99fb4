// SPDX-License-Identifier: MIT
// Readable axis ranges and tick labels; pure functions.
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

/// A range with low < high and ascending ticks inside it. On a log scale low > 0.
struct Axis {
  Scale scale = Scale::kLinear;
  double low = 0;
  double high = 1;
  std::vector<Tick> ticks;

  /// Whether the axis can show `value`: 0, or finite with a magnitude of 1e-100..1e100; on a log
  /// scale also positive.
  bool can_show(double value) const;
  /// 0 at low, 1 at high. Throws kInternal for values that cannot be shown.
  double position(double value) const;
};

/// An axis for `values` with padding at both ends and at most `most_ticks` + 1 ticks (`most_ticks`
/// >= 3). It is logarithmic if all showable values are positive and the largest is more than 3
/// times the smallest. A zero or negative value makes it linear, so that it is visible too. Values
/// that cannot be shown are ignored; without any other the axis is 0..1 without ticks. Equal values
/// (to 1e-6 relative) are centred in a range of 10 % to each side. A range of non-negative values
/// never starts below 0.
Axis value_axis(const std::vector<double>& values, int most_ticks);

/// Like value_axis, but always linear.
Axis linear_axis(const std::vector<double>& values, int most_ticks);

/// A linear axis with integer ticks over the range of the epochs. A single epoch is centred and
/// labelled; its neighbours are the ends.
Axis epoch_axis(const std::vector<double>& epochs);

/// An axis of the indices 0 to count - 1 with half a step of padding at both ends. Every index is
/// labelled by its name; without names, some are labelled by their numbers.
Axis index_axis(std::int64_t count, const std::vector<std::string>& names = {});

/// Smallest n such that every n-th label, `room` pixels wide, fits at positions `spacing` pixels
/// apart; at least 1.
std::size_t label_step(double room, double spacing);

/// Formats `value` with `digits` significant digits: "0.00943", "12.5", all digits before the
/// point; below 1e-4 and from 1e5 on as "9.43×10⁻⁶"; also "nan", "inf", "-inf".
std::string short_number(double value, int digits);

}  // namespace sae::picture
