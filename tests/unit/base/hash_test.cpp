// SPDX-License-Identifier: MIT
// Tests of the checksum.
#include "base/hash.h"

#include <gtest/gtest.h>

#include <array>

namespace sae::base {
namespace {

constexpr std::array<std::uint8_t, 9> kDigits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};

// The check value listed for CRC-32/ISO-HDLC.
TEST(Crc32, MatchesTheCheckValue) { EXPECT_EQ(crc32(kDigits), 0xcbf43926U); }

TEST(Crc32, ContinuesFromAnEarlierChecksum) {
  const std::span<const std::uint8_t> digits(kDigits);
  for (std::size_t cut = 0; cut <= digits.size(); ++cut) {
    EXPECT_EQ(crc32(digits.subspan(cut), crc32(digits.first(cut))), 0xcbf43926U);
  }
}

TEST(Crc32, IgnoresAnEmptySpan) {
  EXPECT_EQ(crc32({}), 0U);
  EXPECT_EQ(crc32({}, 0xcbf43926U), 0xcbf43926U);
}

TEST(ChecksumText, HasEightDigits) {
  EXPECT_EQ(checksum_text(0xcbf43926), "cbf43926");
  EXPECT_EQ(checksum_text(0x1a), "0000001a");
}

}  // namespace
}  // namespace sae::base
