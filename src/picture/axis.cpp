// SPDX-License-Identifier: MIT
// Readable axis ranges and tick labels; pure functions.
#include "picture/axis.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace sae::picture {
namespace {

constexpr double kSmallestPlain = 1e-4;
constexpr double kLargestPlain = 1e5;
constexpr double kLogFromRatio = 3;
constexpr int kMostEpochTicks = 10;

bool is_drawable(double value) {
  const double magnitude = std::abs(value);
  return value == 0 || (magnitude >= 1e-100 && magnitude <= 1e100);
}

std::string fixed_text(double value, int decimals) {
  std::array<char, 160> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, std::max(decimals, 0));
  return {text.data(), end.ptr};
}

std::string superscript(int exponent) {
  static constexpr std::array<std::string_view, 10> kDigits = {"⁰", "¹", "²", "³", "⁴",
                                                               "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string result = exponent < 0 ? "⁻" : "";
  for (const char digit : std::to_string(std::abs(exponent))) {
    result += kDigits[static_cast<std::size_t>(digit - '0')];
  }
  return result;
}

int decimal_exponent(double value) {
  return static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-12));
}

// Number of decimals that distinguishes multiples of `step`.
int decimals_of(double step) {
  int decimals = std::max(0, -decimal_exponent(step));
  const double scaled = step * std::pow(10, decimals);
  return std::abs(scaled - std::round(scaled)) > 1e-6 ? decimals + 1 : decimals;
}

// Label of a multiple of `step`. `largest`, the largest magnitude on the axis, decides the
// notation.
std::string tick_label(double value, double step, double largest) {
  if (value == 0) return "0";
  if (largest >= kSmallestPlain && largest < kLargestPlain)
    return fixed_text(value, decimals_of(step));
  const int exponent = decimal_exponent(largest);
  const double unit = std::pow(10, exponent);
  const std::string mantissa = fixed_text(value / unit, decimals_of(step / unit));
  return (mantissa == "1" ? "" : mantissa + "×") + "10" + superscript(exponent);
}

std::string log_label(double mantissa, int exponent) {
  const double value = mantissa * std::pow(10, exponent);
  const int decimals = decimals_of(mantissa);
  if (value >= kSmallestPlain * (1 - 1e-9) && value < kLargestPlain) {
    return fixed_text(value, decimals - exponent);
  }
  return (mantissa == 1 ? "" : fixed_text(mantissa, decimals) + "×") + "10" + superscript(exponent);
}

// Smallest of 1, 2, 5 x 10^n (without `integers` also 2.5) that is at least `least`.
double nice_step(double least, bool integers) {
  const double unit = std::pow(10, decimal_exponent(least));
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    const bool fits = !integers || factor != 2.5;
    if (fits && factor * unit >= least * (1 - 1e-9)) return factor * unit;
  }
  return 10 * unit;
}

std::vector<Tick> linear_ticks(double low, double high, double step) {
  std::vector<Tick> ticks;
  const double largest = std::max(std::abs(low), std::abs(high));
  const double first = std::ceil(low / step - 1e-9);
  const double last = std::floor(high / step + 1e-9);
  for (double i = first; i <= last; ++i) {
    ticks.push_back({i * step, tick_label(i * step, step, largest)});
  }
  return ticks;
}

std::vector<Tick> log_ticks(double low, double high, const std::vector<double>& mantissas,
                            int stride) {
  std::vector<Tick> ticks;
  for (int exponent = decimal_exponent(low) - 1; exponent <= decimal_exponent(high); ++exponent) {
    if (exponent % stride != 0) continue;
    for (const double mantissa : mantissas) {
      const double value = mantissa * std::pow(10, exponent);
      if (value < low || value > high) continue;
      ticks.push_back({value, log_label(mantissa, exponent)});
    }
  }
  return ticks;
}

Axis make_log_axis(double smallest, double largest, int most_ticks) {
  const double air = std::pow(largest / smallest, 0.07);
  Axis axis{Scale::kLog, smallest / air, largest * air, {}};
  const double decades = std::log10(axis.high / axis.low);
  const int stride = std::max(1, static_cast<int>(std::ceil(decades / most_ticks)));
  const std::vector<std::vector<double>> choices = {
      {1, 1.5, 2, 3, 4, 5, 7}, {1, 1.5, 2, 3, 5, 7}, {1, 2, 5}, {1, 3}, {1}};
  for (const std::vector<double>& mantissas : choices) {
    axis.ticks = log_ticks(axis.low, axis.high, mantissas, stride);
    if (axis.ticks.size() <= static_cast<std::size_t>(most_ticks)) break;
  }
  return axis;
}

Axis make_linear_axis(double smallest, double largest, int most_ticks) {
  const double magnitude = std::max(std::abs(smallest), std::abs(largest));
  double air = 0.08 * (largest - smallest);
  if (largest - smallest <= 1e-6 * magnitude) air = magnitude == 0 ? 1 : 0.1 * magnitude;
  Axis axis{Scale::kLinear, smallest - air, largest + air, {}};
  if (smallest >= 0) axis.low = std::max(axis.low, 0.0);
  const double step = nice_step((axis.high - axis.low) / most_ticks, false);
  axis.ticks = linear_ticks(axis.low, axis.high, step);
  return axis;
}

std::optional<std::pair<double, double>> drawable_range(const std::vector<double>& values) {
  std::optional<std::pair<double, double>> range;
  for (const double value : values) {
    if (!is_drawable(value)) continue;
    if (!range) range = {value, value};
    range->first = std::min(range->first, value);
    range->second = std::max(range->second, value);
  }
  return range;
}

}  // namespace

bool Axis::can_show(double value) const {
  return is_drawable(value) && (scale == Scale::kLinear || value > 0);
}

double Axis::position(double value) const {
  if (!can_show(value)) {
    throw Error(ErrorKind::kInternal, "axis: expected a value that can be shown");
  }
  if (scale == Scale::kLinear) return (value - low) / (high - low);
  return std::log(value / low) / std::log(high / low);
}

Axis value_axis(const std::vector<double>& values, int most_ticks) {
  const auto range = drawable_range(values);
  if (!range) return {};
  const auto [smallest, largest] = *range;
  const bool spread = smallest > 0 && largest / smallest > kLogFromRatio;
  return spread ? make_log_axis(smallest, largest, most_ticks)
                : make_linear_axis(smallest, largest, most_ticks);
}

Axis linear_axis(const std::vector<double>& values, int most_ticks) {
  const auto range = drawable_range(values);
  return range ? make_linear_axis(range->first, range->second, most_ticks) : Axis{};
}

Axis epoch_axis(const std::vector<double>& epochs) {
  const auto range = drawable_range(epochs);
  if (!range) return {};
  const auto [first, last] = *range;
  if (first == last) return {Scale::kLinear, first - 1, last + 1, {{first, fixed_text(first, 0)}}};
  const double air = 0.03 * (last - first);
  Axis axis{Scale::kLinear, first - air, last + air, {}};
  const double step = std::max(1.0, nice_step((last - first) / kMostEpochTicks, true));
  for (double i = std::ceil(first / step); i * step <= last; ++i) {
    axis.ticks.push_back({i * step, fixed_text(i * step, 0)});
  }
  return axis;
}

Axis index_axis(std::int64_t count, const std::vector<std::string>& names) {
  const auto end = static_cast<double>(count);
  Axis axis{Scale::kLinear, -0.5, end - 0.5, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    axis.ticks.push_back({static_cast<double>(i), names[i]});
  }
  if (!names.empty()) return axis;
  const double step = std::max(1.0, nice_step(end / kMostEpochTicks, true));
  axis.ticks = linear_ticks(0, end - 1, step);
  return axis;
}

std::size_t label_step(double room, double spacing) {
  return static_cast<std::size_t>(std::max(std::ceil(room / spacing), 1.0));
}

std::string short_number(double value, int digits) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  if (value == 0) return "0";
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::scientific, std::max(digits, 1) - 1);
  const std::string_view whole(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  const std::size_t at = whole.find('e');
  const int exponent = std::atoi(std::string(whole.substr(at + 1)).c_str());
  const double magnitude = std::abs(value);
  if (magnitude >= kSmallestPlain && magnitude < kLargestPlain) {
    return fixed_text(value, std::max(digits, 1) - 1 - exponent);
  }
  return std::string(whole.substr(0, at)) + "×10" + superscript(exponent);
}

}  // namespace sae::picture
