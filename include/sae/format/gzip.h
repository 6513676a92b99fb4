// SPDX-License-Identifier: MIT
// Reading a file that may be gzip-compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace sae::format {

/// The bytes of a file in order, decompressed where its content (not its name) is gzip. A name that
/// ends in .gz promises gzip: such a file with other content is refused.
class ByteSource {
 public:
  /// Opens the file. Throws sae::Error (kData) when it is missing, empty, not a regular file, or
  /// named .gz without being gzip.
  explicit ByteSource(const std::filesystem::path& path);
  ~ByteSource();

  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// Fills `target` as far as the content reaches and returns how many bytes it wrote. Compressed
  /// data that is cut short reads as if it ended there; `at_end` then throws. Throws sae::Error
  /// (kData) when the file cannot be read, its compressed data is damaged, or its checksum is
  /// wrong.
  std::size_t read(std::span<std::uint8_t> target);

  /// Whether all bytes have been read. Looks ahead as far as the checksum behind the last byte;
  /// throws sae::Error (kData) as `read` does, and when compressed data has been cut short.
  bool at_end();

  /// The size of the file as it lies on the disk, in bytes.
  std::uint64_t file_bytes() const noexcept;

 private:
  class Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace sae::format
