// SPDX-License-Identifier: MIT
// Fuzzes the reader of NumPy's archives.
#include <array>

#include "format/npz.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// The directory and its entries; independent of the size, the blocks in which a member is
// decompressed.
constexpr MemoryLimit kMemory{8, 256 << 10};

void read_array(const std::filesystem::path& path, const std::string& array) {
  format::ByteSource source = format::open_array({path, array});
  std::array<std::uint8_t, 4099> part;
  std::uint64_t bytes = 0;
  for (std::size_t count = part.size(); count == part.size(); bytes += count) {
    count = source.read(part);
    expect(bytes / format::kBestDeflateRatio <= std::filesystem::file_size(path),
           "content that the file can hold");
  }
  expect(source.at_end(), "the end if less was read than requested");
}

}  // namespace

void try_input(std::string_view input) {
  const std::filesystem::path path = memory_file(input);
  if (!format::is_zip(path)) return;
  for (const char* array : {"", "X"}) {
    read_or_refuse(input, kMemory, ErrorKind::kData, [&] {
      read_array(path, array);
      return true;
    });
  }
}

}  // namespace sae::fuzz
