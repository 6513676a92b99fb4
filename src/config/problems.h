// SPDX-License-Identifier: MIT
// Collects problems with option values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/config.h"

namespace sae::config {

/// One line per problem, such as "--k: expected a whole number from 1 to 10, found 11"; numbers are
/// printed as a user would type them. Every check takes the option's name without dashes, its value
/// and bounds, and adds a line if the value is outside them; nan always is.
class Problems {
 public:
  void add(std::string line);
  /// In [low, high].
  void range(const std::string& name, double value, double low, double high);
  void range(const std::string& name, std::int64_t value, std::int64_t low, std::int64_t high);
  /// In [low, ∞).
  void from(const std::string& name, std::int64_t value, std::int64_t low);
  /// In (low, high).
  void between(const std::string& name, double value, double low, double high);
  /// In (low, high].
  void above(const std::string& name, double value, double low, double high);
  /// In [low, high).
  void below(const std::string& name, double value, double low, double high);

  /// Checks the limits of every field that has some. visit_all calls its argument with each field
  /// and value.
  template <class VisitAll>
  void check_limits(const VisitAll& visit_all) {
    visit_all([this](const Field& field, const auto& value) {
      if (field.limits) this->check_limit(field.name(), value, *field.limits);
    });
  }

  const std::vector<std::string>& lines() const { return lines_; }
  /// Throws kUsage with all lines if there are any.
  void throw_if_any() const;

 private:
  void expect(bool holds, const std::string& name, const std::string& expected,
              const std::string& found);
  void check_limit(const std::string& name, std::int64_t value, const Range& limits);
  void check_limit(const std::string& name, double value, const Range& limits);
  void check_limit(const std::string& name, const PixelSize& value, const Range& limits);
  template <class T>
  void check_limit(const std::string& name, const std::optional<T>& value, const Range& limits) {
    if (value) check_limit(name, *value, limits);
  }
  /// Types without an order have no limits.
  template <class T>
  void check_limit(const std::string&, const T&, const Range&) {}

  std::vector<std::string> lines_;
};

}  // namespace sae::config
