// SPDX-License-Identifier: MIT
// Tests of TensorBoard's event files; tests/interop/tensorboard_test.py reads some with
// TensorBoard.
#include "format/event_file.h"

#include <gtest/gtest.h>

namespace sae::format {
namespace {

// The check value listed for CRC-32/ISCSI, and RFC 3720, B.4: 32 bytes of zeros.
TEST(Crc32c, MatchesPublishedValues) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(""), 0U);
}

TEST(EventFile, RecordsHaveLengthContentAndChecksums) {
  const std::string record = event_record({3, 0.5, {{"a", 1.5}}});
  // wall_time (field 1, 8 bytes), step (field 2), summary (field 5) of one value: tag (field 1) and
  // simple_value (field 2, 4 bytes).
  const std::string content(
      "\x09\0\0\0\0\0\0\xe0\x3f\x10\x03\x2a\x0a\x0a\x08\x0a\x01\x61\x15\0\0\xc0\x3f", 23);
  ASSERT_EQ(record.size(), 8 + 4 + content.size() + 4);
  EXPECT_EQ(record.substr(0, 8), std::string("\x17\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(record.substr(12, content.size()), content);
}

TEST(EventFile, BeginsWithItsVersion) {
  EXPECT_NE(event_file_start(1).find("brain.Event:2"), std::string::npos);
}

std::string three_events() {
  return event_file_start(1) + event_record({1, 2, {}}) + event_record({2, 3, {{"a", 1}}});
}

TEST(EventFile, WholeEventsEndBeforeALaterStep) {
  const std::string bytes = three_events();
  const WholeEvents all = find_whole_events(bytes, 2);
  EXPECT_EQ(all.bytes, bytes.size());
  EXPECT_EQ(all.last_step, 2);
  const WholeEvents first = find_whole_events(bytes, 1);
  EXPECT_EQ(first.bytes, (event_file_start(1) + event_record({1, 2, {}})).size());
  EXPECT_EQ(first.last_step, 1);
}

TEST(EventFile, WholeEventsEndBeforeADamagedRecord) {
  const std::string bytes = three_events();
  const std::size_t whole = find_whole_events(bytes, 1).bytes;
  for (std::size_t size = whole; size < bytes.size(); ++size) {
    EXPECT_EQ(find_whole_events(bytes.substr(0, size), 2).bytes, whole) << size;
    std::string damaged = bytes;
    damaged[size] = static_cast<char>(damaged[size] ^ 1);
    EXPECT_EQ(find_whole_events(damaged, 2).bytes, whole) << size;
  }
  EXPECT_EQ(find_whole_events("", 2).bytes, 0U);
  EXPECT_EQ(find_whole_events("not an event file at all", 2).bytes, 0U);
}

}  // namespace
}  // namespace sae::format
