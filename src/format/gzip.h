// SPDX-License-Identifier: MIT
// Reads files that may be gzip-compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace sae::format {

/// Sequential bytes of a file, decompressed if the content (not the name) is gzip. Zero bytes after
/// a gzip member are skipped. A file named .gz must be gzip; other content is an error.
class ByteSource {
 public:
  /// Interface behind ByteSource; the member functions have the same contracts.
  class Stream {
   public:
    virtual ~Stream() = default;
    virtual std::size_t read(std::span<std::uint8_t> target) = 0;
    virtual bool at_end() = 0;
    virtual void expect_room(std::uint64_t bytes, const std::string& content) const = 0;
  };

  /// Opens the file. Throws sae::Error (kData) if it is missing, empty, not a regular file, or
  /// named .gz without being gzip.
  explicit ByteSource(const std::filesystem::path& path);
  explicit ByteSource(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}

  /// Fills `target` as far as the content goes and returns the number of bytes written. Truncated
  /// compressed data reads as if it ended there; `at_end` then throws. Throws sae::Error (kData) if
  /// the file cannot be read, its compressed data is damaged or its checksum is wrong.
  std::size_t read(std::span<std::uint8_t> target) { return stream_->read(target); }

  /// Whether all bytes have been read. Reads ahead up to the checksum after the last byte. Throws
  /// sae::Error (kData) as `read` does, and if compressed data is truncated.
  bool at_end() { return stream_->at_end(); }

  /// Throws sae::Error (kData) unless `bytes` more bytes can follow. A plain file is limited by its
  /// remaining size, compressed data by the best DEFLATE ratio. `content` describes the expected
  /// data in the message. Call it before allocating memory for sizes from a header.
  void expect_room(std::uint64_t bytes, const std::string& content) const {
    stream_->expect_room(bytes, content);
  }

 private:
  std::unique_ptr<Stream> stream_;
};

/// DEFLATE shrinks data by a factor of at most 1032 (https://zlib.net/zlib_tech.html).
inline constexpr std::uint64_t kBestDeflateRatio = 1040;

/// Reads a whole file, decompressed if it is gzip. Throws sae::Error (kData) as ByteSource does and
/// on more than `max_bytes` bytes.
std::string read_content(const std::filesystem::path& path, std::uint64_t max_bytes);

}  // namespace sae::format
