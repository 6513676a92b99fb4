// SPDX-License-Identifier: MIT
// Shared code of the array fuzz targets.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "format/array.h"
#include "format/shape.h"
#include "fuzz.h"

namespace sae::fuzz {

/// Reads all numbers and checks the guarantees in the reader's header.
inline void read_numbers(format::ArrayReader& reader) {
  const auto& [type, shape, byte_order, layout] = reader.header();
  expect(!shape.empty(), "a first size");
  expect(reader.count() > 0 && format::count_values(shape) == reader.count(),
         "sizes of at least 1");
  std::vector<double> values(static_cast<std::size_t>(reader.count()));
  reader.read(std::span(values));
  const auto last = format::find_place(reader.header(), reader.count() - 1);
  expect(last.row == shape.front() - 1, "the last number in the last row");
  expect(last.column == reader.count() / shape.front() - 1, "the last number in the last column");
}

}  // namespace sae::fuzz
