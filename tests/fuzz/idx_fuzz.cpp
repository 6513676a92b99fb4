// SPDX-License-Identifier: MIT
// Fuzzes the reader of IDX files, plain and compressed.
#include "array_input.h"
#include "format/idx.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// A header is trusted up to the best DEFLATE ratio, with a double for each byte. The rest is for
// ByteSource and a buffer of numbers.
constexpr MemoryLimit kMemory{8 * 1040, 320 << 10};

}  // namespace

void try_input(std::string_view input) {
  const std::filesystem::path path = memory_file(input);
  read_or_refuse(input, kMemory, ErrorKind::kData, [&] {
    format::ArrayReader reader = format::open_idx(format::ByteSource(path), "x.idx");
    read_numbers(reader);
    return true;
  });
}

}  // namespace sae::fuzz
