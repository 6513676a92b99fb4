// SPDX-License-Identifier: MIT
// Collects problems with option values.
#include "config/problems.h"

#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/text.h"

namespace sae::config {

using base::format_number;

void Problems::add(std::string line) { lines_.push_back(std::move(line)); }

void Problems::expect(bool holds, const std::string& name, const std::string& expected,
                      const std::string& found) {
  if (!holds) add("--" + name + ": expected " + expected + ", found " + found);
}

void Problems::range(const std::string& name, double value, double low, double high) {
  expect(value >= low && value <= high, name,
         "a value from " + format_number(low) + " to " + format_number(high), format_number(value));
}

void Problems::range(const std::string& name, std::int64_t value, std::int64_t low,
                     std::int64_t high) {
  expect(value >= low && value <= high, name,
         "a whole number from " + std::to_string(low) + " to " + std::to_string(high),
         std::to_string(value));
}

void Problems::from(const std::string& name, std::int64_t value, std::int64_t low) {
  expect(value >= low, name, "a whole number from " + std::to_string(low) + " up",
         std::to_string(value));
}

void Problems::between(const std::string& name, double value, double low, double high) {
  expect(
      value > low && value < high, name,
      "a value between " + format_number(low) + " and " + format_number(high) + " (both excluded)",
      format_number(value));
}

void Problems::above(const std::string& name, double value, double low, double high) {
  expect(value > low && value <= high, name,
         "a value above " + format_number(low) + ", at most " + format_number(high),
         format_number(value));
}

void Problems::below(const std::string& name, double value, double low, double high) {
  expect(value >= low && value < high, name,
         "a value from " + format_number(low) + " up and below " + format_number(high),
         format_number(value));
}

void Problems::check_limit(const std::string& name, std::int64_t value, const Range& limits) {
  const auto low = static_cast<std::int64_t>(limits.low);
  if (std::isinf(limits.high)) return from(name, value, low);
  range(name, value, low, static_cast<std::int64_t>(limits.high));
}

void Problems::check_limit(const std::string& name, double value, const Range& limits) {
  switch (limits.included) {
    case Range::Ends::kBoth:
      return range(name, value, limits.low, limits.high);
    case Range::Ends::kLow:
      return below(name, value, limits.low, limits.high);
    case Range::Ends::kHigh:
      return above(name, value, limits.low, limits.high);
  }
}

void Problems::check_limit(const std::string& name, const PixelSize& value, const Range& limits) {
  const auto side = static_cast<double>(value.height);
  const bool height_holds = side >= limits.low && side <= limits.high;
  check_limit(name, height_holds ? value.width : value.height, limits);
}

void Problems::throw_if_any() const {
  if (!lines_.empty()) throw UsageErrors(lines_);
}

}  // namespace sae::config
