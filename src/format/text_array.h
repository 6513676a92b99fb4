// SPDX-License-Identifier: MIT
// Arrays of texts in files, as NumPy holds them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "format/array.h"
#include "format/gzip.h"

namespace sae::format {

/// How a file holds texts of one length: shorter ones end in zeros.
struct TextHeader {
  enum class Unit {
    kByte,       ///< 'S': a byte, read as ASCII
    kCodePoint,  ///< 'U': four bytes, UTF-32
  };
  Unit unit = Unit::kByte;
  std::int64_t units = 0;  ///< of each text, at least 1
  ByteOrder byte_order = ByteOrder::kLittle;
  std::vector<std::int64_t> shape;  ///< At least one size, each at least 1.
};

/// The texts behind the header of a file. Movable.
class TextReader {
 public:
  /// As ArrayReader's.
  TextReader(std::string name, ByteSource source, TextHeader header);

  const std::string& name() const noexcept { return name_; }
  const std::vector<std::int64_t>& shape() const noexcept { return header_.shape; }

  /// Reads all texts as UTF-8 without their zeros at the end, in the file's order: once. Throws
  /// sae::Error (kData) where the file ends early or has more bytes, and with the text's number,
  /// from 0, on what is no ASCII or no code point.
  std::vector<std::string> read();

  /// The CRC-32 of the bytes of the texts, after `read`.
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
