// SPDX-License-Identifier: MIT
// The numbers of a table.
#include "format/table_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "base/hash.h"

namespace sae::format {

bool TableValues::is_float(double value) {
  // Outside this range the conversion is undefined.
  if (!(std::abs(value) <= std::numeric_limits<float>::max())) return std::isnan(value);
  return static_cast<double>(static_cast<float>(value)) == value;
}

void TableValues::add_double(double value) {
  if (const auto* floats = std::get_if<Floats>(&values_)) {
    Doubles doubles;
    doubles.reserve(floats->capacity());
    doubles.assign(floats->begin(), floats->end());
    values_ = std::move(doubles);
  }
  std::get<Doubles>(values_).push_back(value);
}

void TableValues::reserve(std::size_t count) {
  std::visit([&](auto& values) { values.reserve(count); }, values_);
}

void TableValues::shrink(std::size_t count) {
  std::visit([&](auto& values) { values.resize(count); }, values_);
}

std::size_t TableValues::size() const {
  return std::visit([](const auto& values) { return values.size(); }, values_);
}

double TableValues::operator[](std::size_t index) const {
  return std::visit([&](const auto& values) { return static_cast<double>(values[index]); },
                    values_);
}

void TableValues::set(std::size_t index, double value) {
  std::visit(
      [&]<class Values>(Values& values) {
        values[index] = static_cast<typename Values::value_type>(value);
      },
      values_);
}

std::uint32_t TableValues::checksum() const {
  if (const auto* doubles = std::get_if<Doubles>(&values_)) return base::crc32_of(*doubles);
  constexpr std::size_t kBlock = 8192;
  const std::span<const float> floats(std::get<Floats>(values_));
  Doubles block;
  std::uint32_t checksum = 0;
  for (std::size_t at = 0; at < floats.size(); at += kBlock) {
    const auto part = floats.subspan(at, std::min(kBlock, floats.size() - at));
    block.assign(part.begin(), part.end());
    checksum = base::crc32_of(block, checksum);
  }
  return checksum;
}

}  // namespace sae::format
