// SPDX-License-Identifier: MIT
// Reads and writes the IDX format.
#include "format/idx.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/error.h"
#include "format/shape.h"

namespace sae::format {
namespace {

constexpr std::uint8_t kUnsignedByte = 0x08;
constexpr std::size_t kMaxRank = 255;
constexpr std::int64_t kMaxSize = std::numeric_limits<std::uint32_t>::max();

[[noreturn]] void fail_idx(const std::string& name, const std::string& expected,
                           const std::string& found) {
  throw Error(ErrorKind::kData, name + ": expected " + expected + ", found " + found);
}

std::array<std::uint8_t, 4> read_idx_word(ByteSource& source, const std::string& name) {
  std::array<std::uint8_t, 4> word{};
  if (source.read(word) == word.size()) return word;
  fail_idx(name, "an IDX header", "only a part of it (file truncated?)");
}

NumberType idx_type(std::uint8_t code, const std::string& name) {
  switch (code) {
    case kUnsignedByte:
      return NumberType::kUint8;
    case 0x09:
      return NumberType::kInt8;
    case 0x0b:
      return NumberType::kInt16;
    case 0x0c:
      return NumberType::kInt32;
    case 0x0d:
      return NumberType::kFloat32;
    case 0x0e:
      return NumberType::kFloat64;
    default:
      fail_idx(name, "values of type 8, 9, 11, 12, 13 or 14", "type " + std::to_string(code));
  }
}

void check_writable(const IdxArray& array) {
  const auto valid = [](std::int64_t size) { return size >= 1 && size <= kMaxSize; };
  const bool sizes_valid = std::all_of(array.shape.begin(), array.shape.end(), valid);
  const bool rank_valid = !array.shape.empty() && array.shape.size() <= kMaxRank;
  const auto bytes = static_cast<std::int64_t>(array.bytes.size());
  if (sizes_valid && rank_valid && count_values(array.shape) == bytes) return;
  throw Error(ErrorKind::kInternal, "idx: expected a shape of " + std::to_string(bytes) +
                                        " bytes, found " + shape_text(array.shape));
}

}  // namespace

ArrayReader open_idx(ByteSource source, const std::string& name) {
  const std::array<std::uint8_t, 4> magic = read_idx_word(source, name);
  if (magic[0] != 0 || magic[1] != 0) fail_idx(name, "an IDX file", "other content");
  ArrayHeader header;
  header.type = idx_type(magic[2], name);
  header.byte_order = ByteOrder::kBig;
  for (int axis = 0; axis < magic[3]; ++axis) {
    std::int64_t size = 0;
    for (const std::uint8_t byte : read_idx_word(source, name)) size = size * 256 + byte;
    header.shape.push_back(size);
  }
  return {name, std::move(source), std::move(header)};
}

std::string idx_bytes(const IdxArray& array) {
  check_writable(array);
  std::string file{0, 0, kUnsignedByte, static_cast<char>(array.shape.size())};
  for (const std::int64_t size : array.shape) {
    for (const int shift : {24, 16, 8, 0}) file += static_cast<char>(size >> shift);
  }
  return file.append(array.bytes.begin(), array.bytes.end());
}

}  // namespace sae::format
