// SPDX-License-Identifier: MIT
// Tests of cutting ARFF text into lines and tokens; expected values by hand.
#include "format/arff_scanner.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/failure.h"

namespace sae::format {
namespace {

using Tokens = std::vector<std::string>;

// Tokens of the first line, separated as the values of a row.
Tokens tokens_of(std::string_view text) {
  ArffScanner scanner(text, "x.arff");
  Tokens tokens;
  if (!scanner.next_line()) return tokens;
  do {
    tokens.emplace_back(scanner.take_token("a value").content);
  } while (scanner.take_separator());
  return tokens;
}

// The message without exit code and name.
std::string token_refusal(const std::string& text) {
  const std::string failure = test::failure([&] { tokens_of(text); });
  return failure.starts_with("3: x.arff:") ? failure.substr(10) : failure;
}

TEST(ArffScanner, GoesToLinesThatAreNotBlankAndNoComments) {
  ArffScanner scanner("% made\r\n\r\n \t% too\n a \r\rb\n\n", "x.arff");
  ASSERT_TRUE(scanner.next_line());
  EXPECT_EQ(scanner.rest(), "a ");
  EXPECT_EQ(scanner.place(), "x.arff:4");
  ASSERT_TRUE(scanner.next_line());
  EXPECT_EQ(scanner.rest(), "b");
  EXPECT_EQ(scanner.place(), "x.arff:6");
  EXPECT_FALSE(scanner.next_line());
  EXPECT_FALSE(scanner.next_line());
  EXPECT_FALSE(ArffScanner("", "x").next_line());
}

TEST(ArffScanner, SkipsAByteOrderMark) {
  EXPECT_EQ(tokens_of("\xef\xbb\xbfxy"), Tokens{"xy"});
  EXPECT_EQ(tokens_of("\xef\xbb\xbf"), Tokens{});
  EXPECT_EQ(token_refusal("\xff\xfe@\0"), " expected text in UTF-8, found UTF-16");
  EXPECT_EQ(token_refusal("\xfe\xff"), " expected text in UTF-8, found UTF-16");
}

TEST(ArffScanner, SeparatesTokensByCommasAndWhiteSpace) {
  EXPECT_EQ(tokens_of("a,b c\td , e\n"), (Tokens{"a", "b", "c", "d", "e"}));
  EXPECT_EQ(tokens_of("'a' ,\"b\"\t'c'"), (Tokens{"a", "b", "c"}));
  EXPECT_EQ(tokens_of("a, b % c"), (Tokens{"a", "b"}));
  EXPECT_EQ(tokens_of("'a'% b"), Tokens{"a"});
  EXPECT_EQ(token_refusal("a,,b"), "1: expected a value, found ','");
  EXPECT_EQ(token_refusal("a,"), "1: expected a value, found the end of the line");
  EXPECT_EQ(token_refusal("a, % b"), "1: expected a value, found the end of the line");
  EXPECT_EQ(token_refusal("a}"), "1: expected a value, found '}'");
}

TEST(ArffScanner, ReadsQuotes) {
  EXPECT_EQ(tokens_of("' a, b ',\"it's\",'say \"x\"',''"),
            (Tokens{" a, b ", "it's", "say \"x\"", ""}));
  EXPECT_EQ(tokens_of("'50%','{a}'"), (Tokens{"50%", "{a}"}));
  ArffScanner scanner("a 'a'", "x");
  ASSERT_TRUE(scanner.next_line());
  EXPECT_FALSE(scanner.take_token("").quoted);
  EXPECT_TRUE(scanner.take_token("").quoted);
}

TEST(ArffScanner, ReadsEscapesWithinQuotes) {
  EXPECT_EQ(tokens_of(R"('it\'s' "\"x\"" 'a\\' '50\%')"), (Tokens{"it's", "\"x\"", "a\\", "50%"}));
  EXPECT_EQ(tokens_of(R"('\a\b\f\n\r\t\v')"), Tokens{"\a\b\f\n\r\t\v"});
  EXPECT_EQ(tokens_of(R"('\u001e\u00E9\u20ac')"), Tokens{"\x1e\xc3\xa9\xe2\x82\xac"});
  EXPECT_EQ(tokens_of(R"('\u12' '\ux' '\u')"), (Tokens{"u12", "ux", "u"}));
  EXPECT_EQ(tokens_of(R"('\101\7\0101\377\400\8')"), Tokens{"A\a\b1\xc3\xbf 08"});
  EXPECT_EQ(tokens_of("'\\0'"), Tokens{std::string(1, '\0')});
  EXPECT_EQ(tokens_of("'\\q\\\xc3\xa4'"), Tokens{"q\xc3\xa4"});
  // Without quotes a backslash is itself.
  EXPECT_EQ(tokens_of(R"(C:\temp,\)"), (Tokens{"C:\\temp", "\\"}));
}

TEST(ArffScanner, KeepsEarlierTokensOfTheLineWhenEscapesFollow) {
  const std::string text =
      "'\\n'\n"
      R"('\1', 'plain', '\377\377\377\377', 'long enough for the heap \\')";
  ArffScanner scanner(text, "x");
  ASSERT_TRUE(scanner.next_line());
  EXPECT_EQ(scanner.take_token("a value").content, "\n");
  ASSERT_TRUE(scanner.next_line());
  std::vector<std::string_view> contents;
  do {
    contents.push_back(scanner.take_token("a value").content);
  } while (scanner.take_separator());
  EXPECT_EQ(contents,
            (std::vector<std::string_view>{"\1", "plain", "\xc3\xbf\xc3\xbf\xc3\xbf\xc3\xbf",
                                           "long enough for the heap \\"}));
}

TEST(ArffScanner, RefusesMisplacedQuotesAndPercentSigns) {
  EXPECT_EQ(token_refusal("1\n'a"), "no error");
  EXPECT_EQ(token_refusal("\n'a"), "2: expected a closing quote, found the end of the line");
  EXPECT_EQ(token_refusal("'a\nb'"), "1: expected a closing quote, found the end of the line");
  EXPECT_EQ(token_refusal("'a\\"), "1: expected a closing quote, found the end of the line");
  EXPECT_EQ(token_refusal("'a\\'"), "1: expected a closing quote, found the end of the line");
  EXPECT_EQ(token_refusal("'a'b"), "1: expected nothing after the closing quote, found 'b'");
  EXPECT_EQ(token_refusal("'a'\xc3\xa4"),
            "1: expected nothing after the closing quote, found '\xc3\xa4'");
  EXPECT_EQ(token_refusal("1,don't b"),
            "1: expected quotes around a text that contains a quote or %, found 'don't'");
  EXPECT_EQ(token_refusal("50%,1"),
            "1: expected quotes around a text that contains a quote or %, found '50%'");
}

TEST(ArffScanner, TakesNamesInUtf8) {
  const std::string text = "'\xc3\xa4' \xe4 '\\ud83d'";
  ArffScanner scanner(text, "x.arff");
  ASSERT_TRUE(scanner.next_line());
  EXPECT_EQ(scanner.take_name("a name"), "\xc3\xa4");
  EXPECT_EQ(test::failure([&] { scanner.take_name("a name"); }),
            "3: x.arff:1: expected a name in UTF-8, found '\\xe4'");
  EXPECT_EQ(test::failure([&] { scanner.take_name("a name"); }),
            "3: x.arff:1: expected a name in UTF-8, found '\\xed\\xa0\\xbd'");
}

std::string weight_refusal(const std::string& text) {
  ArffScanner scanner(text, "x");
  scanner.next_line();
  return test::failure([&] { scanner.skip_weight(); });
}

TEST(ArffScanner, SkipsAWeightAtTheEndOfTheLine) {
  EXPECT_EQ(weight_refusal("{0.5}"), "no error");
  EXPECT_EQ(weight_refusal("{ 2 } % x"), "no error");
  EXPECT_EQ(weight_refusal("0.5"), "3: x:1: expected a weight in braces, found '0'");
  EXPECT_EQ(weight_refusal("{}"), "3: x:1: expected a weight, found '}'");
  EXPECT_EQ(weight_refusal("{nan}"), "3: x:1: expected a number as the weight, found 'nan'");
  EXPECT_EQ(weight_refusal("{1"),
            "3: x:1: expected '}' after the weight, found the end of the line");
  EXPECT_EQ(weight_refusal("{1},2"),
            "3: x:1: expected the end of the line after the weight, found ','");
}

}  // namespace
}  // namespace sae::format
