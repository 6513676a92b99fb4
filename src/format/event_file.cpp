// SPDX-License-Identifier: MIT
// TensorBoard's event files.
#include "format/event_file.h"

#include <event_file.pb.h>

#include <algorithm>
#include <array>
#include <optional>

#include "format/little_endian.h"

namespace sae::format {
namespace {

constexpr std::size_t kRecordLengthBytes = 8, kRecordChecksumBytes = 4;
constexpr std::size_t kHeadBytes = kRecordLengthBytes + kRecordChecksumBytes;
/// The version that TensorBoard reads.
constexpr const char* kEventFileVersion = "brain.Event:2";

constexpr std::array<std::uint32_t, 256> make_crc32c_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1) ^ ((value & 1) != 0 ? 0x82f63b78U : 0U);
    }
    table[byte] = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kCrc32cTable = make_crc32c_table();

/// A checksum of bytes that contain checksums is stored in this form.
std::uint32_t masked_crc(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8U;
}

std::string packed(const schema::Event& event) {
  const std::string content = event.SerializeAsString();
  std::string record;
  append_little_endian(record, content.size(), kRecordLengthBytes);
  append_little_endian(record, masked_crc(record), kRecordChecksumBytes);
  record += content;
  append_little_endian(record, masked_crc(content), kRecordChecksumBytes);
  return record;
}

/// The content of the record at the beginning of `bytes`; nothing unless it is whole.
std::optional<std::string_view> unpacked(std::string_view bytes) {
  if (bytes.size() < kHeadBytes + kRecordChecksumBytes) return std::nullopt;
  const std::uint64_t length = read_little_endian(bytes, 0, kRecordLengthBytes);
  if (length > bytes.size() - kHeadBytes - kRecordChecksumBytes) return std::nullopt;
  const std::string_view content = bytes.substr(kHeadBytes, length);
  const auto checksum_at = [&](std::size_t place) {
    return read_little_endian(bytes, place, kRecordChecksumBytes);
  };
  if (checksum_at(kRecordLengthBytes) != masked_crc(bytes.substr(0, kRecordLengthBytes)) ||
      checksum_at(kHeadBytes + length) != masked_crc(content)) {
    return std::nullopt;
  }
  return content;
}

}  // namespace

std::string event_file_start(double wall_time) {
  schema::Event event;
  event.set_wall_time(wall_time);
  event.set_file_version(kEventFileVersion);
  return packed(event);
}

std::string event_record(const ScalarEvent& event) {
  schema::Event proto;
  proto.set_wall_time(event.wall_time);
  proto.set_step(event.step);
  for (const EventScalar& scalar : event.scalars) {
    schema::Scalar& value = *proto.mutable_summary()->add_value();
    value.set_tag(scalar.tag);
    value.set_simple_value(static_cast<float>(scalar.value));
  }
  return packed(proto);
}

WholeEvents find_whole_events(std::string_view bytes, std::int64_t last_step) {
  WholeEvents found;
  while (const auto content = unpacked(bytes.substr(found.bytes))) {
    schema::Event event;
    if (!event.ParseFromArray(content->data(), static_cast<int>(content->size())) ||
        event.step() > last_step) {
      break;
    }
    found.bytes += kHeadBytes + content->size() + kRecordChecksumBytes;
    found.last_step = std::max(found.last_step, event.step());
  }
  return found;
}

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ kCrc32cTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff];
  }
  return ~crc;
}

}  // namespace sae::format
