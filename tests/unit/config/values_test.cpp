// SPDX-License-Identifier: MIT
// Tests of converting option values from and to text.
#include "config/values.h"

#include <gtest/gtest.h>

#include <limits>

namespace sae::config {
namespace {

Field plain_field() { return {"", "--x", "", "", ""}; }

Field field_unset_by(const std::string& word) { return {"", "--x", "", "", word}; }

template <class T>
std::optional<T> parsed(const char* text) {
  return ValueText<T>::parse(plain_field(), text);
}

template <class T>
void expect_round_trip(const T& value, const std::string& text) {
  EXPECT_EQ(ValueText<T>::format(plain_field(), value), text);
  EXPECT_EQ(ValueText<T>::parse(plain_field(), text), value);
}

TEST(ValueText, RoundTripsValues) {
  expect_round_trip<std::int64_t>(0, "0");
  expect_round_trip<std::int64_t>(-42, "-42");
  expect_round_trip(std::numeric_limits<std::int64_t>::max(), "9223372036854775807");
  expect_round_trip(std::numeric_limits<std::int64_t>::min(), "-9223372036854775808");
  expect_round_trip(0.05, "0.05");
  expect_round_trip(-0.75, "-0.75");
  expect_round_trip(0.1 + 0.2, "0.30000000000000004");
  expect_round_trip(true, "yes");
  expect_round_trip(false, "no");
  expect_round_trip<std::string>("a folder, with=signs", "a folder, with=signs");
  expect_round_trip<std::vector<std::int64_t>>({256, 128, 64}, "256,128,64");
  expect_round_trip<std::vector<std::int64_t>>({512}, "512");
  expect_round_trip(Penalty::kKlPerSample, "kl_per_sample");
  expect_round_trip(ClassNames{{"1", "no dog", "7-9"}}, "1,no dog,7-9");
}

// C++ or the command-line library would accept each of these.
TEST(ValueText, RefusesTextThatIsNotAWholeNumber) {
  for (const char* text : {"", " ", "010", "0x10", "1e3", "1.0", "+5", " 5", "5 ", "--5", "nan",
                           "99999999999999999999", "9223372036854775808", "1,000", "five"}) {
    EXPECT_FALSE(parsed<std::int64_t>(text)) << text;
  }
}

TEST(ValueText, RefusesTextThatIsNotAFiniteNumber) {
  for (const char* text : {"", " ", "nan", "NaN", "inf", "-inf", "infinity", "1e400", "-1e400",
                           "0x1p-3", "1,5", "+1", " 1", "1 ", "1e", ".", "0.1f", "1e-400"}) {
    EXPECT_FALSE(parsed<double>(text)) << text;
  }
}

TEST(ValueText, RefusesClassesWithoutANameOrNamedTwice) {
  for (const char* text : {"", ",", "dog,", ",dog", "dog,cat,dog"}) {
    EXPECT_FALSE(parsed<ClassNames>(text)) << text;
  }
}

TEST(ValueText, AcceptsTheUsualNumberFormats) {
  EXPECT_EQ(parsed<double>("1e-3"), 0.001);
  EXPECT_EQ(parsed<double>(".05"), 0.05);
  EXPECT_EQ(parsed<double>("0.0010"), 0.001);
  EXPECT_EQ(parsed<double>("7"), 7.0);
}

TEST(ValueText, AcceptsThreeWordsForYesAndForNo) {
  for (const char* text : {"yes", "true", "1"}) EXPECT_EQ(parsed<bool>(text), true) << text;
  for (const char* text : {"no", "false", "0"}) EXPECT_EQ(parsed<bool>(text), false) << text;
  for (const char* text : {"", "y", "YES", "True", "on", "2", "01"}) {
    EXPECT_FALSE(parsed<bool>(text)) << text;
  }
}

TEST(ValueText, RefusesListsWithGapsOrWords) {
  for (const char* text :
       {"", ",", "256,,64", "256,", ",64", "256, 64", "256;64", "256,0x40", "1e2", "[256]"}) {
    EXPECT_FALSE((parsed<std::vector<std::int64_t>>(text))) << text;
  }
}

TEST(ValueText, RefusesAnEmptyPathAndAnUnknownName) {
  EXPECT_FALSE(parsed<std::string>(""));
  EXPECT_FALSE(parsed<Penalty>(""));
  EXPECT_FALSE(parsed<Penalty>("KL"));
  EXPECT_FALSE(parsed<Penalty>("kl,l1"));
}

TEST(ValueText, ReadsTheUnsetWordOfTheField) {
  using Count = std::optional<std::int64_t>;
  const Field field = field_unset_by("all");
  EXPECT_EQ(ValueText<Count>::parse(field, "all"), std::optional<Count>(Count()));
  EXPECT_EQ(ValueText<Count>::parse(field, "7"), std::optional<Count>(Count(7)));
  EXPECT_FALSE(ValueText<Count>::parse(field, "none"));
  EXPECT_FALSE(ValueText<Count>::parse(field, ""));
  EXPECT_EQ(ValueText<Count>::format(field, Count()), "all");
  EXPECT_EQ(ValueText<Count>::format(field, Count(7)), "7");
}

TEST(ValueText, AcceptsAnyWordAsAPath) {
  using Path = std::optional<std::string>;
  const Field field = field_unset_by("searched");
  EXPECT_EQ(ValueText<Path>::parse(field, "searched"), std::optional<Path>(Path("searched")));
  EXPECT_FALSE(ValueText<Path>::parse(field, ""));
}

TEST(ValueText, FormatsSizesClassesAndNoisesAsTyped) {
  expect_round_trip(Corruption{Noise::kGaussian, 0.5}, "gaussian:0.5");
  expect_round_trip(Corruption{Noise::kMask, 0.25}, "mask:0.25");
  expect_round_trip(Corruption{Noise::kLeftHalf, 0}, "left_half");
  for (const char* text : {"gaussian", "mask:", "left_half:1", "salt:1", "gaussian:1:2", ""}) {
    EXPECT_FALSE(parsed<Corruption>(text)) << text;
  }
  expect_round_trip(PixelSize{28, 14}, "28x14");
  expect_round_trip(Duration{90}, "90s");
  EXPECT_EQ(parsed<Duration>("1.5h")->seconds, 5400);
  EXPECT_EQ(parsed<Duration>("10m")->seconds, 600);
  EXPECT_EQ(parsed<Duration>("2d")->seconds, 172800);
  EXPECT_EQ(parsed<Duration>("45")->seconds, 45);
  for (const char* text : {"", "s", "0s", "-1m", "1 h", "1hour", "1h30m", "nan", "infs"}) {
    EXPECT_FALSE(parsed<Duration>(text)) << text;
  }
  for (const char* text : {"", "8", "8x", "x8", "8x8x3", "8 x 8", "8X8", "axb"}) {
    EXPECT_FALSE(parsed<PixelSize>(text)) << text;
  }
  expect_round_trip(ClassNames{{"0", "2", "5-7", "dog"}}, "0,2,5-7,dog");
  for (const char* text : {"", "1,1", "1,,2", ",1", "a,b,a"}) {
    EXPECT_FALSE(parsed<ClassNames>(text)) << text;
  }
}

TEST(ValueText, NamesMarksThatAShellTakesForItsOwn) {
  expect_round_trip(Mark{','}, "comma");
  expect_round_trip(Mark{';'}, "semicolon");
  expect_round_trip(Mark{'\t'}, "tab");
  expect_round_trip(Mark{'|'}, "bar");
  expect_round_trip(Mark{' '}, "space");
  expect_round_trip(Mark{':'}, ":");
  EXPECT_EQ(parsed<Mark>(";"), Mark{';'});
  for (const char* text : {"", "a", "1", "-", "+", ".", "\"", "'", "::", "Tab"}) {
    EXPECT_FALSE(parsed<Mark>(text)) << text;
  }
}

TEST(ValueText, ReadsShapesOfImagesInBothOrders) {
  expect_round_trip(ImageSize{28, 14}, "28x14");
  expect_round_trip(ImageSize{32, 16, 3}, "32x16x3");
  expect_round_trip(ImageSize{32, 16, 3, true}, "3x32x16");
  EXPECT_EQ(parsed<ImageSize>("28x28x1"), (ImageSize{28, 28}));
  for (const char* text :
       {"", "28", "28x", "0x28", "28x28x2", "4x28x28", "28x28x3x1", "28x16385"}) {
    EXPECT_FALSE(parsed<ImageSize>(text)) << text;
  }
}

TEST(ValueText, ReadsColours) {
  expect_round_trip(Colour{255, 128, 0}, "ff8000");
  EXPECT_EQ(parsed<Colour>("white"), (Colour{255, 255, 255}));
  EXPECT_EQ(parsed<Colour>("black"), (Colour{0, 0, 0}));
  EXPECT_EQ(parsed<Colour>("FF8000"), (Colour{255, 128, 0}));
  for (const char* text : {"", "red", "#ff8000", "ff80", "ff80000", "-f8000", "0xff80"}) {
    EXPECT_FALSE(parsed<Colour>(text)) << text;
  }
}

TEST(ValueText, TurnsCommentsOff) {
  expect_round_trip(CommentMark{Mark{'%'}}, "%");
  expect_round_trip(CommentMark{std::nullopt}, "off");
  EXPECT_FALSE(parsed<CommentMark>("of"));
}

TEST(ValueText, FormatsColumnsAsTyped) {
  expect_round_trip(ColumnList{{"price", "0-3", "pixel*"}}, "price,0-3,pixel*");
  for (const char* text : {"", ",", "a,", "x\xff"}) {
    EXPECT_FALSE(parsed<ColumnList>(text)) << text;
  }
}

TEST(ValueText, AcceptsOnlyUtf8Paths) {
  EXPECT_EQ(parsed<std::string>("h\xc3\xb6he"), "h\xc3\xb6he");
  EXPECT_FALSE(parsed<std::string>("x\xff"));
  EXPECT_FALSE(parsed<std::vector<std::string>>("a,x\xff"));
}

TEST(ValueText, DescribesTheExpectedText) {
  EXPECT_EQ(ValueText<std::int64_t>::expected(plain_field()), "a whole decimal number");
  EXPECT_EQ(ValueText<std::optional<std::int64_t>>::expected(field_unset_by("all")),
            "a whole decimal number or all");
  EXPECT_EQ(ValueText<std::optional<std::string>>::expected(field_unset_by("searched")),
            "a path in UTF-8");
  EXPECT_EQ(ValueText<OptimizerKind>::expected(plain_field()), "adam, adamw, sgd, lbfgs, cg");
}

}  // namespace
}  // namespace sae::config
