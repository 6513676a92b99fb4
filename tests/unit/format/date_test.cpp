// SPDX-License-Identifier: MIT
// Tests of reading ISO 8601 dates and times. Expected values come from Python's datetime.
#include "format/date.h"

#include <gtest/gtest.h>

#include <string>

namespace sae::format {
namespace {

TEST(ParseDate, ReadsDates) {
  EXPECT_EQ(parse_date("1970-01-01"), 0.0);
  EXPECT_EQ(parse_date("2021-03-04"), 1614816000.0);
  EXPECT_EQ(parse_date("9999-12-31"), 253402214400.0);
}

TEST(ParseDate, ReadsDatesBefore1970) {
  EXPECT_EQ(parse_date("1969-12-31"), -86400.0);
  EXPECT_EQ(parse_date("1900-03-01"), -2203891200.0);
  EXPECT_EQ(parse_date("0001-01-01"), -62135596800.0);
  EXPECT_EQ(parse_date("1969-12-31T23:59:59.5"), -0.5);
}

// The calendar has the ten days that were skipped in 1582.
TEST(ParseDate, ExtendsTheGregorianCalendarIntoThePast) {
  EXPECT_EQ(parse_date("1582-10-04"), -12220243200.0);
  EXPECT_EQ(parse_date("1582-10-15"), -12219292800.0);
}

TEST(ParseDate, KnowsLeapYears) {
  EXPECT_EQ(parse_date("2000-02-29"), 951782400.0);
  EXPECT_EQ(parse_date("2024-02-29"), 1709164800.0);
  EXPECT_EQ(parse_date("1900-02-28"), -2203977600.0);
  EXPECT_EQ(parse_date("1900-02-29"), std::nullopt);
  EXPECT_EQ(parse_date("2021-02-29"), std::nullopt);
}

TEST(ParseDate, ReadsTimes) {
  EXPECT_EQ(parse_date("2021-03-04T05:06"), 1614834360.0);
  EXPECT_EQ(parse_date("2021-03-04 05:06"), 1614834360.0);
  EXPECT_EQ(parse_date("2021-03-04T05:06:07"), 1614834367.0);
  EXPECT_EQ(parse_date("2021-03-04 05:06:07"), 1614834367.0);
  EXPECT_EQ(parse_date("2021-03-04T23:59:59"), 1614902399.0);
  EXPECT_EQ(parse_date("9999-12-31T23:59:59"), 253402300799.0);
}

TEST(ParseDate, ReadsFractionsOfASecond) {
  EXPECT_EQ(parse_date("2021-03-04T05:06:07.5"), 1614834367.5);
  EXPECT_EQ(parse_date("2021-03-04T05:06:07.125"), 1614834367.125);
  EXPECT_EQ(parse_date("2021-03-04T05:06:07.123456"), 1614834367.123456);
  EXPECT_EQ(parse_date("1970-01-01T00:00:00.123456789"), 0.123456789);
  EXPECT_EQ(parse_date("1970-01-01T00:00:00.000000001"), 1e-9);
  EXPECT_EQ(parse_date("1970-01-01T00:00:00.0"), 0.0);
}

TEST(ParseDate, ConvertsOffsetsToUtc) {
  EXPECT_EQ(parse_date("2021-03-04T05:06Z"), 1614834360.0);
  EXPECT_EQ(parse_date("2021-03-04T05:06:07+05:30"), 1614814567.0);
  EXPECT_EQ(parse_date("2021-03-04T05:06:07-0800"), 1614863167.0);
  EXPECT_EQ(parse_date("2021-03-04 05:06:07.25+02"), 1614827167.25);
  EXPECT_EQ(parse_date("2021-12-31T23:00-01"), 1640995200.0);
  EXPECT_EQ(parse_date("2021-01-01T00:00+14:00"), 1609408800.0);
  EXPECT_EQ(parse_date("1970-01-01T00:00+00:01"), -60.0);
  EXPECT_EQ(parse_date("2021-03-04T05:06-23:59"), 1614920700.0);
}

TEST(ParseDate, RefusesDaysAndTimesThatDoNotExist) {
  for (const std::string date :
       {"0000-01-01", "2021-00-01", "2021-13-01", "2021-01-00", "2021-04-31", "2021-01-32"}) {
    EXPECT_EQ(parse_date(date), std::nullopt) << date;
  }
  for (const std::string time : {"24:00", "24:00:00", "05:60", "05:06:60", "23:59:60"}) {
    EXPECT_EQ(parse_date("2021-03-04T" + time), std::nullopt) << time;
  }
  for (const std::string zone : {"+24:00", "+05:60", "-2400", "+24"}) {
    EXPECT_EQ(parse_date("2021-03-04T05:06" + zone), std::nullopt) << zone;
  }
}

TEST(ParseDate, RefusesOtherTexts) {
  for (const std::string text : {"",
                                 "x",
                                 "2021",
                                 "2021-03",
                                 "2021-3-4",
                                 "2021-03-4",
                                 "21-03-04",
                                 "02021-03-04",
                                 "20210304",
                                 "2021/03/04",
                                 "2021-03/04",
                                 "04.03.2021",
                                 "-2021-03-04",
                                 "+2021-03-04",
                                 " 2021-03-04",
                                 "2021-03-04 ",
                                 "2021-03-04x",
                                 "2021-W09-4",
                                 "2021-063",
                                 "2021-0a-04",
                                 "2021-03-04Z",
                                 "2021-03-04+02",
                                 "2021-03-0:",
                                 "2021-03-1/"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
  for (const std::string text :
       {"T", " ", "T05", "T5:06", "T05:6", "T05:06:7", "T05-06", "t05:06", "_05:06", "  05:06",
        "T05:06:", "T05:06.5", "T05:06:07.", "T05:06:07,5", "T05:06:07.1234567891", "T05:06:07.x",
        "T05:06 ", "T0506", "T05:06:0x"}) {
    EXPECT_EQ(parse_date("2021-03-04" + text), std::nullopt) << text;
  }
  for (const std::string text : {"z", "ZZ", "Z+02", "+", "+2", "+2:00", "+02:", "+02:0", "+020",
                                 "+02:000", "+02000", " +02", "02", "UTC", "+-2", "--02"}) {
    EXPECT_EQ(parse_date("2021-03-04T05:06:07" + text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace sae::format
