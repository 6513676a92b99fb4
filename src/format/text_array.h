// SPDX-License-Identifier: MIT
// Reads NumPy's arrays of texts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "format/array.h"
#include "format/gzip.h"

namespace sae::format {

/// Layout of fixed-length texts in a file; shorter texts are padded with zeros.
struct TextHeader {
  enum class Unit {
    kByte,       ///< 'S': one byte, ASCII
    kCodePoint,  ///< 'U': four bytes, UTF-32
  };
  Unit unit = Unit::kByte;
  std::int64_t units = 0;  ///< per text, at least 1
  ByteOrder byte_order = ByteOrder::kLittle;
  std::vector<std::int64_t> shape;  ///< At least one size, each at least 1.
};

/// Reads the texts after an array file's header. Movable.
class TextReader {
 public:
  /// Same contract as ArrayReader's constructor.
  TextReader(std::string name, ByteSource source, TextHeader header);

  const std::string& name() const noexcept { return name_; }
  const std::vector<std::int64_t>& shape() const noexcept { return header_.shape; }

  /// Reads all texts as UTF-8 without padding zeros, in file order. Call it only once. Throws
  /// sae::Error (kData) if the file is too short or too long. Throws it with the text's index (from
  /// 0) on a byte that is not ASCII or a value that is not a code point.
  std::vector<std::string> read();

  /// CRC-32 of the text bytes, available after `read`.
  std::uint32_t checksum() const noexcept { return checksum_; }

 private:
  std::string decode(std::span<const std::uint8_t> bytes, std::int64_t index) const;

  std::string name_;
  ByteSource source_;
  TextHeader header_;
  std::int64_t count_ = 0;
  std::uint32_t checksum_ = 0;
};

}  // namespace sae::format
