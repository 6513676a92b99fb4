// SPDX-License-Identifier: MIT
// Reading a file that may be compressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace sae::format {

/// The bytes of a file in order, decompressed where its content (not its name) is gzip; zero bytes
/// behind a gzip member are passed over. A name that ends in .gz promises gzip: such a file with
/// other content is refused.
class ByteSource {
 public:
  /// Where the bytes come from, in the terms of ByteSource.
  class Stream {
   public:
    virtual ~Stream() = default;
    virtual std::size_t read(std::span<std::uint8_t> target) = 0;
    virtual bool at_end() = 0;
    virtual void expect_room(std::uint64_t bytes, const std::string& content) const = 0;
  };

  /// Opens the file. Throws sae::Error (kData) when it is missing, empty, not a regular file, or
  /// named .gz without being gzip.
  explicit ByteSource(const std::filesystem::path& path);
  explicit ByteSource(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}

  /// Fills `target` as far as the content reaches and returns how many bytes it wrote. Compressed
  /// data that is cut short reads as if it ended there; `at_end` then throws. Throws sae::Error
  /// (kData) when the file cannot be read, its compressed data is damaged, or its checksum is
  /// wrong.
  std::size_t read(std::span<std::uint8_t> target) { return stream_->read(target); }

  /// Whether all bytes have been read. Looks ahead as far as the checksum behind the last byte;
  /// throws sae::Error (kData) as `read` does, and when compressed data has been cut short.
  bool at_end() { return stream_->at_end(); }

  /// Throws sae::Error (kData) unless so many more bytes may follow: of a plain file all that are
  /// left, of compressed data as many as DEFLATE can make of the file. `content` says for the
  /// message what they would hold. To be asked before memory is taken for what a header promises.
  void expect_room(std::uint64_t bytes, const std::string& content) const {
    stream_->expect_room(bytes, content);
  }

 private:
  std::unique_ptr<Stream> stream_;
};

/// DEFLATE shrinks data by a factor of at most 1032 (https://zlib.net/zlib_tech.html).
inline constexpr std::uint64_t kBestDeflateRatio = 1040;

/// The whole content of a file, decompressed where it is gzip. Throws sae::Error (kData) where
/// ByteSource does and on more than `max_bytes` bytes.
std::string read_content(const std::filesystem::path& path, std::uint64_t max_bytes);

}  // namespace sae::format
