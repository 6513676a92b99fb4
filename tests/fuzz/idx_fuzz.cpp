// SPDX-License-Identifier: MIT
// The reader of IDX files, plain and compressed.
#include "fuzz.h"
#include "sae/format/idx.h"
#include "sae/format/shape.h"

namespace sae::fuzz {
namespace {

// What a header promises is believed as far as DEFLATE can shrink data; the rest is ByteSource's.
constexpr MemoryLimit kMemory{1040, 192 << 10};

void try_rank(std::string_view input, int rank) {
  const std::filesystem::path path = memory_file(input);
  const auto array = read_or_refuse(input, kMemory, ErrorKind::kData,
                                    [&] { return format::read_idx(path, rank); });
  if (!array) return;
  expect(array->shape.size() == static_cast<std::size_t>(rank), "as many sizes as the rank");
  expect(format::count_values(array->shape) == static_cast<std::int64_t>(array->bytes.size()),
         "as many bytes as the shape says");
  const std::string plain = format::idx_bytes(*array);
  expect(input.starts_with("\x1f\x8b") || plain == input, "a plain file is written as it was");
  const format::IdxArray again = format::read_idx(memory_file(plain), rank);
  expect(again.shape == array->shape && again.bytes == array->bytes,
         "an array that was written and read is the same");
}

}  // namespace

void try_input(std::string_view input) {
  for (const int rank : {1, 3}) try_rank(input, rank);
}

}  // namespace sae::fuzz
