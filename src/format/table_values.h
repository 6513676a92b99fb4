// SPDX-License-Identifier: MIT
// The numbers of a table, in float32 while it holds all of them exactly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace sae::format {

/// A growing list of numbers. It is stored as float until a number is added that float cannot hold
/// exactly, and as double from then on. NaN is held by both.
class TableValues {
 public:
  using Floats = std::vector<float>;
  using Doubles = std::vector<double>;

  /// Reserves memory for `count` numbers in total.
  void reserve(std::size_t count);
  void add(double value) {
    if (auto* floats = std::get_if<Floats>(&values_); floats && is_float(value)) {
      floats->push_back(static_cast<float>(value));
    } else {
      add_double(value);
    }
  }
  /// Removes all numbers but the first `count`, at most size().
  void shrink(std::size_t count);

  std::size_t size() const;
  double operator[](std::size_t index) const;
  /// Replaces a number by another one of the same type.
  void set(std::size_t index, double value);

  /// CRC-32 of the numbers as float64, whatever their type.
  std::uint32_t checksum() const;

  const std::variant<Floats, Doubles>& list() const { return values_; }
  std::variant<Floats, Doubles>& list() { return values_; }

 private:
  static bool is_float(double value);
  void add_double(double value);

  std::variant<Floats, Doubles> values_;
};

}  // namespace sae::format
