// SPDX-License-Identifier: MIT
// Writes NumPy's archives of arrays (.npz).
#include "format/npz_writer.h"

#include <zlib.h>

#include <initializer_list>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "format/little_endian.h"
#include "format/npy.h"
#include "format/shape.h"

namespace sae::format {
namespace {

constexpr std::uint64_t kPlainVersion = 20, kZip64Version = 45;
constexpr std::uint64_t kFirstDay = 0x21;  // 1980-01-01, the first one that zip can express
constexpr std::uint64_t kSeeZip64 = 0xffffffff;
constexpr std::uint64_t kZip64Field = 1;

struct Number {
  std::uint64_t value;
  std::size_t bytes;
};

std::string little_endian(std::initializer_list<Number> numbers) {
  std::string text;
  for (const Number& number : numbers) append_little_endian(text, number.value, number.bytes);
  return text;
}

// The extra field with these 8-byte numbers; empty without numbers.
std::string zip64_field(const std::vector<std::uint64_t>& numbers) {
  if (numbers.empty()) return "";
  std::string field = little_endian({{kZip64Field, 2}, {8 * numbers.size(), 2}});
  for (const std::uint64_t number : numbers) append_little_endian(field, number, 8);
  return field;
}

}  // namespace

NpzWriter::NpzWriter(Write write, std::uint64_t zip64_from)
    : write_(std::move(write)), zip64_from_(zip64_from) {}

void NpzWriter::append(std::string_view bytes) {
  write_(bytes);
  written_ += bytes.size();
}

void NpzWriter::begin_member(const std::string& name, std::uint32_t checksum, std::uint64_t bytes) {
  if (values_left_ > 0) throw Error(ErrorKind::kInternal, "npz: an array lacks values");
  members_.push_back({name + ".npy", checksum, bytes, written_});
  const std::string& file = members_.back().name;
  const bool large = bytes >= zip64_from_;
  const std::string extra = large ? zip64_field({bytes, bytes}) : "";
  const std::uint64_t size = large ? kSeeZip64 : bytes;
  append("PK\3\4" +
         little_endian({{large ? kZip64Version : kPlainVersion, 2},
                        {0, 2},
                        {0, 2},
                        {0, 2},
                        {kFirstDay, 2},
                        {checksum, 4},
                        {size, 4},
                        {size, 4},
                        {file.size(), 2},
                        {extra.size(), 2}}) +
         file + extra);
}

void NpzWriter::begin_array(const std::string& name, NumberType type,
                            const std::vector<std::int64_t>& shape, std::uint32_t checksum) {
  const std::string header = npy_header(type, shape);
  const auto bytes = static_cast<std::uint64_t>(*count_values(shape)) * number_bytes(type);
  const auto whole = static_cast<std::uint32_t>(
      ::crc32_combine(base::crc32_of(header), checksum, static_cast<z_off_t>(bytes)));
  begin_member(name, whole, header.size() + bytes);
  append(header);
  values_left_ = bytes;
}

void NpzWriter::write_values(std::string_view values) {
  if (values.size() > values_left_) {
    throw Error(ErrorKind::kInternal, "npz: an array has too many values");
  }
  append(values);
  values_left_ -= values.size();
}

void NpzWriter::add_text(const std::string& name, std::string_view text) {
  const std::string content = npy_text(text);
  begin_member(name, base::crc32_of(content), content.size());
  append(content);
}

std::string NpzWriter::directory_entry(const Member& member) const {
  std::vector<std::uint64_t> large;
  const auto plain = [&](std::uint64_t number) {
    if (number < zip64_from_) return number;
    large.push_back(number);
    return kSeeZip64;
  };
  const std::uint64_t unpacked = plain(member.bytes), packed = plain(member.bytes);
  const std::uint64_t header_at = plain(member.header_at);
  const std::string extra = zip64_field(large);
  return "PK\1\2" +
         little_endian({{kZip64Version, 2},
                        {large.empty() ? kPlainVersion : kZip64Version, 2},
                        {0, 2},
                        {0, 2},
                        {0, 2},
                        {kFirstDay, 2},
                        {member.checksum, 4},
                        {packed, 4},
                        {unpacked, 4},
                        {member.name.size(), 2},
                        {extra.size(), 2},
                        {0, 2},
                        {0, 2},
                        {0, 2},
                        {0, 4},
                        {header_at, 4}}) +
         member.name + extra;
}

void NpzWriter::finish() {
  if (values_left_ > 0) throw Error(ErrorKind::kInternal, "npz: an array lacks values");
  const std::uint64_t directory_at = written_, count = members_.size();
  for (const Member& member : members_) append(directory_entry(member));
  const std::uint64_t bytes = written_ - directory_at, end_at = written_;
  const bool large = directory_at >= zip64_from_;
  if (large) {
    constexpr std::uint64_t kRestOfEnd = 44;
    append(std::string("PK\6\6") + little_endian({{kRestOfEnd, 8},
                                                  {kZip64Version, 2},
                                                  {kZip64Version, 2},
                                                  {0, 4},
                                                  {0, 4},
                                                  {count, 8},
                                                  {count, 8},
                                                  {bytes, 8},
                                                  {directory_at, 8}}));
    append(std::string("PK\6\7") + little_endian({{0, 4}, {end_at, 8}, {1, 4}}));
  }
  append(std::string("PK\5\6") + little_endian({{0, 2},
                                                {0, 2},
                                                {count, 2},
                                                {count, 2},
                                                {bytes, 4},
                                                {large ? kSeeZip64 : directory_at, 4},
                                                {0, 2}}));
}

}  // namespace sae::format
