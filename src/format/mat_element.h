// SPDX-License-Identifier: MIT
// One variable of a MATLAB 5 file as a sequence of bytes, plain or compressed.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "format/array.h"
#include "format/file.h"

namespace sae::format {

/// Codes of the elements that contain a variable; mat_values.h has those of numbers.
inline constexpr std::uint32_t kMatMatrix = 14, kMatCompressed = 15;

/// Length of the long form of a tag, its type and size.
inline constexpr std::size_t kMatTagBytes = 8;

/// Decodes four bytes at `at`, which must be inside.
std::uint32_t mat_word(std::string_view bytes, std::uint64_t at, ByteOrder order);

/// Head of a data element inside a variable.
struct MatTag {
  std::uint32_t type = 0;
  std::uint64_t bytes = 0;    ///< Length of the data, up to 4 GiB.
  std::uint64_t padding = 0;  ///< Unused bytes after the data, 0 to 7.
};

/// Reads a variable's content, the data elements inside its miMATRIX element, from first to last.
/// Movable. Every function throws sae::Error (kData) beyond the end of the content, which is that
/// of the variable and not of the file, and on damaged compressed data.
class MatElement {
 public:
  /// bytes: part of `file`; the miMATRIX element with its tag, or the zlib stream that contains it.
  /// `name` is the place for messages. Throws sae::Error (kData) if the tag is another one, and if
  /// its size is larger than the bytes, or than the best DEFLATE ratio allows.
  MatElement(std::string name, std::shared_ptr<const MappedFile> file, std::string_view bytes,
             bool compressed, ByteOrder order);

  ByteOrder byte_order() const noexcept { return order_; }

  /// Reads a tag, short ("small data element") or long. The data must be inside the content.
  MatTag read_tag();

  void read(std::span<std::uint8_t> target);

  /// Reads the data and padding of `tag`, of at most `most` bytes; throws on more. `content` names
  /// the data in the message.
  std::string read_data(const MatTag& tag, std::uint64_t most, const std::string& content);

  /// Skips padding, which the last data element may lack.
  void skip_padding(const MatTag& tag);

  /// Whether all content has been read. Then it also verifies the checksum of compressed data and
  /// throws if more data follow the content.
  bool at_end();

  [[noreturn]] void fail(const std::string& expected, const std::string& found) const;

 private:
  struct EndInflate {
    void operator()(z_stream* inflater) const noexcept;
  };

  void take(std::span<std::uint8_t> target);
  void inflate(std::span<std::uint8_t> target);
  std::uint32_t read_word();
  [[noreturn]] void fail_damaged() const;

  std::string name_;
  std::shared_ptr<const MappedFile> file_;
  std::string_view bytes_;  // of a plain variable: what has not been read
  ByteOrder order_;
  std::uint64_t left_;  // of the content
  std::unique_ptr<z_stream, EndInflate> inflater_;
};

}  // namespace sae::format
