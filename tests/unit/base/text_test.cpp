// SPDX-License-Identifier: MIT
// Tests of strict conversions and of helpers for messages.
#include "base/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "support/failure.h"

namespace sae::base {
namespace {

using Words = std::vector<std::string>;

TEST(ParseInteger, ReadsDecimalNumbersUpToTheLimits) {
  EXPECT_EQ(parse_integer("0"), 0);
  EXPECT_EQ(parse_integer("-42"), -42);
  EXPECT_EQ(parse_integer("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
}

TEST(ParseInteger, RefusesEverythingElse) {
  for (const std::string text :
       {"", "-", "--1", "+1", " 1", "1 ", "1\n", "010", "-01", "00", "0x10", "1e3", "1.0", "1,000",
        "9223372036854775808", "-9223372036854775809", "99999999999999999999", "one"}) {
    EXPECT_EQ(parse_integer(text), std::nullopt) << '\'' << text << '\'';
  }
  EXPECT_EQ(parse_integer(std::string_view("1\0", 2)), std::nullopt);
}

TEST(ParseNumber, ReadsFiniteDecimalNumbers) {
  EXPECT_EQ(parse_number("1e-3"), 0.001);
  EXPECT_EQ(parse_number(".05"), 0.05);
  EXPECT_EQ(parse_number("-0.75"), -0.75);
  EXPECT_EQ(parse_number("5."), 5.0);
  EXPECT_EQ(parse_number("2E+2"), 200.0);
  EXPECT_EQ(parse_number("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(parse_number("5e-324"), std::numeric_limits<double>::denorm_min());
}

// Short decimals are read by one division, all others by std::from_chars.
TEST(ParseNumber, RoundsLikeStrtod) {
  for (const std::string text :
       {"0.1", "-0", "-.5", "123456789012345", "0.123456789012345", "12345678.9012345",
        "999999999999999", "1234567890123456", "9007199254740993", "0.00000000000001",
        "000000000000.1", "2.718281828459045", "-1700000000.25"}) {
    const auto value = parse_number(text);
    ASSERT_TRUE(value) << text;
    const double expected = std::strtod(text.c_str(), nullptr);
    EXPECT_EQ(*value, expected) << text;
    EXPECT_EQ(std::signbit(*value), std::signbit(expected)) << text;
  }
}

TEST(ParseNumber, RefusesEverythingElse) {
  for (const std::string text :
       {"",       "-",      ".",     "+1",    " 1",  "1 ",  "1e",   "1e400",
        "-1e400", "1e-400", "0x10",  "0x1p3", "nan", "inf", "-inf", "infinity",
        "1,5",    "1f",     "1.2.3", "1-2",   "--1", "-.",  "..",   "1..2"}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << '\'' << text << '\'';
    EXPECT_TRUE(std::isnan(parse_number_or_nan(text))) << '\'' << text << '\'';
  }
}

TEST(Split, KeepsEmptyPieces) {
  EXPECT_EQ(split("a,,b", ','), (Words{"a", "", "b"}));
  EXPECT_EQ(split(",a,", ','), (Words{"", "a", ""}));
  EXPECT_EQ(split("a", ','), (Words{"a"}));
  EXPECT_EQ(split("", ','), (Words{""}));
}

TEST(Join, InsertsTheSeparatorBetweenParts) {
  EXPECT_EQ(join({"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(join({"a"}, ", "), "a");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(FormatNumber, ReturnsTheShortestTextThatParsesBack) {
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(256), "256");
  EXPECT_EQ(format_number(1e-7), "1e-07");
  EXPECT_EQ(format_number(-0.0), "-0");
  EXPECT_EQ(format_number(0.1 + 0.2), "0.30000000000000004");
  for (const double value : {1.0 / 3, 5e-324, 1.7976931348623157e308, -2.5e-10}) {
    EXPECT_EQ(parse_number(format_number(value)), value);
  }
}

TEST(FormatNumber, FormatsNonFiniteValues) {
  EXPECT_EQ(format_number(std::nan("")), "nan");
  EXPECT_EQ(format_number(-std::nan("")), "nan");
  EXPECT_EQ(format_number(HUGE_VAL), "inf");
  EXPECT_EQ(format_number(-HUGE_VAL), "-inf");
}

TEST(FormatDuration, ChangesTheUnitAfterRounding) {
  const std::vector<std::pair<double, std::string>> cases{{0, "0 ms"},
                                                          {0.85, "850 ms"},
                                                          {0.9994, "999 ms"},
                                                          {0.9996, "1.0 s"},
                                                          {12.34, "12.3 s"},
                                                          {59.94, "59.9 s"},
                                                          {59.96, "1 min 00 s"},
                                                          {245, "4 min 05 s"},
                                                          {3599.4, "59 min 59 s"},
                                                          {3599.6, "1 h 00 min"},
                                                          {2 * 3600 + 180, "2 h 03 min"},
                                                          {360000, "100 h 00 min"}};
  for (const auto& [seconds, text] : cases) EXPECT_EQ(format_duration(seconds), text);
}

TEST(FormatDuration, RefusesInvalidDurations) {
  EXPECT_EQ(test::failure([] { format_duration(-1); }),
            "1: expected a duration of 0 to 1e12 seconds, found -1");
  EXPECT_EQ(test::failure([] { format_duration(std::nan("")); }),
            "1: expected a duration of 0 to 1e12 seconds, found nan");
}

TEST(FormatCount, SeparatesThousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(60000), "60,000");
  EXPECT_EQ(format_count(-1234567), "-1,234,567");
  EXPECT_EQ(format_count(-123), "-123");
  EXPECT_EQ(format_count(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(Nearest, FindsWordsDespiteATypo) {
  const Words options{"epochs", "batch_size", "lr", "rho"};
  EXPECT_EQ(nearest("epcohs", options), "epochs");  // two neighbours swapped
  EXPECT_EQ(nearest("hro", options), "rho");
  EXPECT_EQ(nearest("epoch", options), "epochs");  // one missing
  EXPECT_EQ(nearest("batchsize", options), "batch_size");
  EXPECT_EQ(nearest("rhho", options), "rho");  // one too many
  EXPECT_EQ(nearest("ir", options), "lr");     // one replaced
}

TEST(Nearest, CompletesAnUnambiguousBeginning) {
  EXPECT_EQ(nearest("bat", {"batch_size", "beta"}), "batch_size");
  EXPECT_EQ(nearest("b", {"batch_size", "beta"}), std::nullopt);
}

TEST(Nearest, PrefersAnExactMatch) { EXPECT_EQ(nearest("lr", {"lr_decay", "lr", "l"}), "lr"); }

TEST(Nearest, FindsNothingTooDifferent) {
  EXPECT_EQ(nearest("momentum", {"epochs", "lr"}), std::nullopt);
  EXPECT_EQ(nearest("abcdef", {"abcxyz"}), std::nullopt);  // three edits, two allowed
  EXPECT_EQ(nearest("lr", {}), std::nullopt);
}

TEST(Nearest, RejectsAWordOfMegabytesQuickly) {
  // The distance table would take a minute.
  const Words options(32, std::string(16, 'x'));
  EXPECT_EQ(nearest(std::string(std::size_t{1} << 24, 'x'), options), std::nullopt);
}

TEST(Excerpt, EscapesControlCharactersAndCutsLongText) {
  EXPECT_EQ(excerpt("l\nr"), "l\\x0ar");
  EXPECT_EQ(excerpt(std::string(60, 'x')), std::string(60, 'x'));
  EXPECT_EQ(excerpt(std::string(61, 'x')), std::string(60, 'x') + "...");
}

TEST(Quote, EscapesControlCharactersAndCutsLongText) {
  EXPECT_EQ(quote("lr"), "'lr'");
  EXPECT_EQ(quote(""), "''");
  EXPECT_EQ(quote("a\nb\x7f"), "'a\\x0ab\\x7f'");
  EXPECT_EQ(quote(std::string(60, 'x')), '\'' + std::string(60, 'x') + '\'');
  EXPECT_EQ(quote(std::string(61, 'x')), '\'' + std::string(60, 'x') + "...'");
}

TEST(IsUtf8, FollowsTheUnicodeTable) {
  for (const char* text : {"", "a/b", "\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "a\xc3\xa4z"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text : {"\x80", "\xff", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf", "\xe2\x82",
                           "\xe2\x82z", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                           "\xf5\x80\x80\x80", "\xf0\x9f\x98"}) {
    EXPECT_FALSE(is_utf8(text)) << printable(text);
  }
}

TEST(CharacterLength, CountsTheBytesOfTheFirstCharacter) {
  EXPECT_EQ(character_length("ab"), 1U);
  EXPECT_EQ(character_length("ä"), 2U);
  EXPECT_EQ(character_length("…x"), 3U);
  EXPECT_EQ(character_length("\xf0\x9f\x98\x80"), 4U);
  for (const char* text : {"", "\x80", "\xc3", "\xe2\x82z"}) EXPECT_EQ(character_length(text), 0U);
}

TEST(AppendUtf8, FollowsTheUnicodeTable) {
  std::string text = "a";
  for (const char32_t point : {0x7fU, 0x80U, 0x7ffU, 0x800U, 0xffffU, 0x10000U, 0x10ffffU}) {
    append_utf8(text, point);
  }
  EXPECT_EQ(text, "a\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
}

TEST(WholeCharacters, CutsBetweenCharacters) {
  EXPECT_EQ(whole_characters("aäb", 9), "aäb");
  EXPECT_EQ(whole_characters("aäb", 3), "aä");
  EXPECT_EQ(whole_characters("aäb", 2), "a");
  EXPECT_EQ(whole_characters("ä", 1), "");
  EXPECT_EQ(whole_characters("a\xff\x80z", 2), "a\xff") << "not UTF-8";
}

TEST(Printable, EscapesBytesThatAreNotUtf8) {
  EXPECT_EQ(printable("x\xff"), "x\\xff");
  EXPECT_EQ(printable("\xc3\xa4"), "\xc3\xa4");
}

TEST(FitWidth, CountsCharacters) {
  EXPECT_EQ(fit_width("a\xc3\xa4", 4), "a\xc3\xa4  ");
  EXPECT_EQ(fit_width("a\xc3\xa4z", 2), "a\xc3\xa4");
  EXPECT_EQ(fit_width("\x1b[m", 6), "\\x1b[m");
  EXPECT_EQ(fit_width("\xff", 4), "\\xff");
}

TEST(CharactersIn, CountsBytesOfNoCharacterEach) {
  EXPECT_EQ(characters_in(""), 0U);
  EXPECT_EQ(characters_in("a\xc3\xa4\xe2\x80\xa6"), 3U);
  EXPECT_EQ(characters_in("a\xff\xc3"), 3U);
}

TEST(RightAligned, PutsSpacesBeforeTheText) {
  EXPECT_EQ(right_aligned("\xc3\xa4", 3), "  \xc3\xa4");
  EXPECT_EQ(right_aligned("1,234", 3), "1,234");
}

TEST(Trimmed, DropsSpacesAtTheEnds) {
  EXPECT_EQ(trimmed("  a b "), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed("  "), "");
}

TEST(Excerpt, CutsBetweenCharacters) {
  std::string umlauts = "a";
  for (int i = 0; i < 40; ++i) umlauts += "\xc3\xa4";
  EXPECT_EQ(excerpt(umlauts), umlauts.substr(0, 59) + "...");
}

TEST(ShellWord, QuotesWhatAShellWouldNotTakeAsItIs) {
  EXPECT_EQ(shell_word("runs/x-1.5,2"), "runs/x-1.5,2");
  EXPECT_EQ(shell_word("my run"), "'my run'");
  EXPECT_EQ(shell_word("*"), "'*'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
}

}  // namespace
}  // namespace sae::base
