// SPDX-License-Identifier: MIT
// The reader of NumPy's format.
#include <algorithm>

#include "fuzz.h"
#include "sae/format/npy.h"
#include "sae/format/shape.h"

namespace sae::fuzz {
namespace {

// Whatever the size: a shape of eight, and texts of a message.
constexpr MemoryLimit kMemory{0, 2 << 10};

}  // namespace

void try_input(std::string_view input) {
  const auto array = read_or_refuse(input, kMemory, ErrorKind::kData,
                                    [&] { return format::parse_npy(input, "x.npy"); });
  if (!array) return;
  const auto& [type, shape, values] = *array;
  expect(type != format::NpyType::kInt64, "a type that is read");
  expect(!shape.empty() && shape.size() <= 8, "1 to 8 sizes");
  const auto count = format::count_values(shape);
  expect(count && *count > 0, "sizes of at least 1");
  expect(values.size() == static_cast<std::size_t>(*count) * format::npy_value_bytes(type),
         "as many bytes as type and shape say");
  expect(
      reinterpret_cast<const char*>(values.data()) + values.size() == input.data() + input.size(),
      "values up to the end");
  const std::string text = format::npy_bytes(*array);
  expect(text.size() % 64 == values.size() % 64, "a header that is a multiple of 64");
  const format::NpyArray again = format::parse_npy(text, "x.npy");
  expect(again.type == type && again.shape == shape, "a header that was written is read");
  expect(std::string_view(text).ends_with(
             input.substr(input.size() - std::min(values.size(), input.size()))),
         "values that were written are the same");
}

}  // namespace sae::fuzz
