// SPDX-License-Identifier: MIT
// Converts UTF-32 and ASCII texts to UTF-8.
#include "format/text_array.h"

#include <optional>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "format/shape.h"

namespace sae::format {
namespace {

[[noreturn]] void fail_texts(const std::string& place, const std::string& expected,
                             const std::string& found, const std::string& hint = "") {
  throw Error(ErrorKind::kData, place + ": expected " + expected + ", found " + found, hint);
}

std::size_t unit_bytes(TextHeader::Unit unit) { return unit == TextHeader::Unit::kByte ? 1 : 4; }

}  // namespace

TextReader::TextReader(std::string name, ByteSource source, TextHeader header)
    : name_(std::move(name)), source_(std::move(source)), header_(std::move(header)) {
  std::vector<std::int64_t> sizes = header_.shape;
  sizes.insert(sizes.end(), {header_.units, static_cast<std::int64_t>(unit_bytes(header_.unit))});
  const std::optional<std::int64_t> bytes = count_values(sizes);
  if (!bytes) fail_texts(name_, "sizes whose product fits 64 bits", shape_text(sizes));
  source_.expect_room(static_cast<std::uint64_t>(*bytes), shape_text(sizes));
  count_ = *count_values(header_.shape);
}

std::vector<std::string> TextReader::read() {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(header_.units) *
                                  unit_bytes(header_.unit));
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < count_; ++i) {
    if (source_.read(bytes) < bytes.size()) {
      fail_texts(name_, std::to_string(count_) + " texts",
                 std::to_string(i) + " (file truncated?)");
    }
    checksum_ = base::crc32(bytes, checksum_);
    texts.push_back(decode(bytes, i));
  }
  if (source_.at_end()) return texts;
  fail_texts(name_, std::to_string(count_) + " texts", "extra bytes after them");
}

std::string TextReader::decode(std::span<const std::uint8_t> bytes, std::int64_t index) const {
  const bool bytewise = header_.unit == TextHeader::Unit::kByte;
  const std::size_t size = unit_bytes(header_.unit);
  std::u32string units;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    char32_t unit = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t place = header_.byte_order == ByteOrder::kBig ? i : size - 1 - i;
      unit = unit << 8 | bytes[at + place];
    }
    units += unit;
  }
  units.resize(units.find_last_not_of(U'\0') + 1);
  std::string text;
  for (const char32_t unit : units) {
    if (unit <= (bytewise ? 0x7fU : 0x10ffffU) && (unit < 0xd800 || unit > 0xdfff)) {
      base::append_utf8(text, unit);
      continue;
    }
    fail_texts(name_ + ": text " + std::to_string(index) + " (from 0)",
               bytewise ? "ASCII" : "Unicode code points", std::to_string(unit),
               bytewise ? "decode it with np.char.decode(x, 'utf-8')" : "");
  }
  return text;
}

}  // namespace sae::format
