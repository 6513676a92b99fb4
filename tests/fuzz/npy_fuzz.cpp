// SPDX-License-Identifier: MIT
// Fuzzes the reader of NumPy's format, plain and gzip.
#include <vector>

#include "array_input.h"
#include "format/npy.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// A header of up to 1 MiB and its text, twice, and the blocks of ByteSource. For texts, one byte
// may become a string.
constexpr MemoryLimit kMemory{64 * 1040, 3 << 20};

void check_texts(format::TextReader& reader) {
  const std::vector<std::string> texts = reader.read();
  expect(format::count_values(reader.shape()) == std::ssize(texts), "as many texts as the shape");
}

}  // namespace

void try_input(std::string_view input) {
  const std::filesystem::path path = memory_file(input);
  read_or_refuse(input, kMemory, ErrorKind::kData, [&] {
    format::NpyReader reader = format::open_npy(format::ByteSource(path), "x.npy");
    if (auto* texts = std::get_if<format::TextReader>(&reader)) {
      check_texts(*texts);
    } else {
      read_numbers(std::get<format::ArrayReader>(reader));
    }
    return true;
  });
}

}  // namespace sae::fuzz
