// SPDX-License-Identifier: MIT
// Fuzzes the reader of safetensors files.
#include <algorithm>

#include "format/safetensors.h"
#include "format/shape.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

using format::NamedArray;
using format::SafeTensors;

// Measured on constructed files: JSON printed in full for the start of a message.
constexpr MemoryLimit kMemory{44, 8 << 10};

std::int64_t value_bytes(const std::string& dtype) {
  if (dtype == "U8") return 1;
  if (dtype == "F32") return 4;
  if (dtype == "F64" || dtype == "I64") return 8;
  fail("a dtype that safetensors.h does not name: " + dtype);
}

bool same_array(const NamedArray& a, const NamedArray& b) {
  return a.name == b.name && a.dtype == b.dtype && a.shape == b.shape && a.bytes == b.bytes;
}

}  // namespace

void try_input(std::string_view input) {
  const auto read = [](std::string_view bytes, format::Seal seal) {
    return format::parse_safetensors(bytes, "x.safetensors", seal);
  };
  const auto file = read_or_refuse(input, kMemory, ErrorKind::kCheckpoint,
                                   [&] { return read(input, format::Seal::kOptional); });
  if (!file) return;
  for (const NamedArray& array : file->arrays) {
    const auto count = format::count_values(array.shape);
    expect(count.has_value(), "a shape whose values can be counted");
    const auto bytes = static_cast<std::int64_t>(array.bytes.size());
    expect(*count == bytes / value_bytes(array.dtype) && bytes % value_bytes(array.dtype) == 0,
           "as many bytes as shape and dtype say");
  }
  const SafeTensors again = read(format::safetensors_bytes(*file), format::Seal::kRequired);
  expect(again.metadata == file->metadata, "metadata that was written and read is the same");
  expect(std::equal(again.arrays.begin(), again.arrays.end(), file->arrays.begin(),
                    file->arrays.end(), same_array),
         "arrays that were written and read are the same");
}

}  // namespace sae::fuzz
