// SPDX-License-Identifier: MIT
// Fuzzes the reader of possibly compressed files.
#include <array>
#include <span>

#include "base/hash.h"
#include "format/gzip.h"
#include "fuzz.h"

namespace sae::fuzz {
namespace {

// Independent of the size: two blocks of 64 KiB, zlib's window and tables, the stream's buffer.
constexpr MemoryLimit kMemory{0, 192 << 10};

// Bound that expect_room uses before readers allocate memory for a header's sizes.
constexpr std::uint64_t kBestRatio = 1040;

struct Content {
  std::uint64_t bytes = 0;
  std::uint32_t crc = 0;
  bool operator==(const Content&) const = default;
};

// The whole content of a file, read in blocks of the buffer's size.
Content read_content(const std::filesystem::path& path, std::span<std::uint8_t> buffer) {
  format::ByteSource source(path);
  Content content;
  std::size_t count = buffer.size();
  while (count == buffer.size()) {
    count = source.read(buffer);
    content.bytes += count;
    content.crc = base::crc32(buffer.first(count), content.crc);
    expect(content.bytes / kBestRatio <= std::filesystem::file_size(path),
           "content that the file can hold");
  }
  expect(source.at_end(), "the end if less was read than requested");
  return content;
}

Content content_of(std::string_view plain) {
  return {plain.size(),
          base::crc32({reinterpret_cast<const std::uint8_t*>(plain.data()), plain.size()}, 0)};
}

}  // namespace

void try_input(std::string_view input) {
  static std::array<std::uint8_t, 1 << 16> large;
  static std::array<std::uint8_t, 4099> small;
  const std::filesystem::path path = memory_file(input);
  const auto read_by = [&](std::span<std::uint8_t> buffer) {
    return read_or_refuse(input, kMemory, ErrorKind::kData,
                          [&] { return read_content(path, buffer); });
  };
  const auto content = read_by(large);
  expect(content == read_by(small), "the same content in blocks of any size");
  const bool compressed = input.starts_with("\x1f\x8b");
  expect(compressed || input.empty() == !content, "only an empty plain file is refused");
  expect(compressed || !content || *content == content_of(input), "a plain file unchanged");
}

}  // namespace sae::fuzz
