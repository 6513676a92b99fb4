// SPDX-License-Identifier: MIT
// Tests of the strict JSON reader.
#include "format/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

std::string json_refusal(const std::string& text, ErrorKind kind = ErrorKind::kUsage) {
  return test::failure([&] { static_cast<void>(parse_json(text, "c.json", kind)); });
}

std::string nested(int levels) {
  const auto count = static_cast<std::size_t>(levels);
  return std::string(count, '[') + std::string(count, ']');
}

TEST(ParseJson, KeepsValuesAndTheOrderOfKeys) {
  const Json value =
      parse_json(R"({"z": 1, "a": [true, null, "x"], "m": -0.5})", "x", ErrorKind::kUsage);
  EXPECT_EQ(value.dump(), R"({"z":1,"a":[true,null,"x"],"m":-0.5})");
  EXPECT_EQ(parse_json(" 7\n", "x", ErrorKind::kUsage), 7);
}

TEST(ParseJson, RefusesAKeyThatOccursTwice) {
  EXPECT_EQ(json_refusal("{\"lr\": 1,\n \"rho\": 2,\n \"lr\": 3}"),
            "2: c.json: line 3, column 5: 'lr' occurs twice");
  EXPECT_EQ(json_refusal(R"({"a": {"b": 1, "b": 1}})"),
            "2: c.json: line 1, column 18: 'b' occurs twice");
  EXPECT_EQ(json_refusal(R"({"a": 1, "\u0061": 1})"),
            "2: c.json: line 1, column 17: 'a' occurs twice");
}

TEST(ParseJson, AllowsAKeyInDifferentObjects) {
  EXPECT_EQ(json_refusal(R"({"a": {"a": 1, "c": 1}, "c": 1, "b": [{"a": 1}, {"a": 1}]})"),
            "no error");
}

TEST(ParseJson, AllowsSixtyFourLevels) {
  EXPECT_EQ(json_refusal(nested(64)), "no error");
  EXPECT_EQ(json_refusal(nested(65)),
            "2: c.json: line 1, column 65: expected at most 64 levels, found more");
  EXPECT_EQ(json_refusal(std::string(1'000'000, '[')),
            "2: c.json: line 1, column 65: expected at most 64 levels, found more");
}

// {"0": 0, "1": 0, …}
std::string object_of_keys(int count) {
  std::string text = "{";
  for (int i = 0; i < count; ++i) text += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":0";
  return text + '}';
}

TEST(ParseJson, AllowsFourThousandAndNinetySixKeysInAnObject) {
  EXPECT_EQ(json_refusal(object_of_keys(4096)), "no error");
  EXPECT_EQ(json_refusal('[' + object_of_keys(4096) + ',' + object_of_keys(4096) + ']'),
            "no error");
  EXPECT_EQ(json_refusal("{\n" + object_of_keys(4097).substr(1)),
            "2: c.json: line 2, column 35760: expected at most 4096 keys in an object, found more");
}

// Would take hours if the end of each object searched the whole list.
TEST(ParseJson, ReadsAMillionObjectsInAList) {
  constexpr std::size_t kObjects = 1'000'000;
  std::string text = "[{}";
  for (std::size_t i = 1; i < kObjects; ++i) text += ",{}";
  EXPECT_EQ(parse_json(text + ']', "x", ErrorKind::kUsage).size(), kObjects);
}

TEST(ParseJson, KeepsNestedObjectsAndLists) {
  const std::string text = R"({"a":{"b":[{},[],{"c":[1,{"d":null}]},2]},"e":[[[]],"f"],"g":false})";
  EXPECT_EQ(parse_json(text, "x", ErrorKind::kUsage).dump(), text);
}

TEST(ParseJson, RefusesNumbersThatUnderflowToZero) {
  EXPECT_EQ(json_refusal("[1e-400]"),
            "2: c.json: line 1, column 8: number underflow parsing '1e-400'");
  EXPECT_EQ(json_refusal("-0." + std::string(400, '0') + "1"),
            "2: c.json: line 1, column 404: number underflow parsing '-0." + std::string(57, '0') +
                "...'");
  EXPECT_EQ(parse_json("[0.0, -0.0, 0e5, 0.000E-999, 5e-324]", "x", ErrorKind::kUsage).dump(),
            "[0.0,-0.0,0.0,0.0,5e-324]");
}

TEST(ParseJson, RefusesMalformedText) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "line 1, column 1: unexpected end of input; expected '[', '{', or a literal"},
      {"{\n\"a\": 1,}", "line 2, column 8: unexpected '}'; expected string literal"},
      {"[1] []", "line 1, column 5: unexpected '['; expected end of input"},
      {"[1e400]", "line 1, column 7: number overflow parsing '1e400'"},
      {"[nan]", "line 1, column 3: invalid literal; last read: '[na'"},
      {"[\"\xff\"]",
       "line 1, column 3: invalid string: ill-formed UTF-8 byte; last read: '\"\xff'"},
      {"// no comments\n1", "line 1, column 1: invalid literal; last read: '/'"}};
  for (const auto& [text, message] : cases) EXPECT_EQ(json_refusal(text), "2: c.json: " + message);
}

TEST(ParseJson, RefusesAZeroByteAfterTheValue) {
  EXPECT_EQ(json_refusal(std::string("1\0", 2)),
            "2: c.json: line 1, column 2: unexpected zero byte");
  EXPECT_EQ(json_refusal(std::string("{}\0 hidden", 10)),
            "2: c.json: line 1, column 3: unexpected zero byte");
}

TEST(ParseJson, RefusesMoreThanSixteenMebibytes) {
  const std::string fits = '"' + std::string((16 << 20) - 2, 'x') + '"';
  EXPECT_EQ(json_refusal(fits), "no error");
  EXPECT_EQ(json_refusal(fits + ' '),
            "2: c.json: expected at most 16777216 bytes of JSON, found 16777217");
}

TEST(ParseJson, KeepsMessagesShortAndUsesTheRequestedKind) {
  const std::string message =
      json_refusal("[\"" + std::string(100'000, 'x'), ErrorKind::kCheckpoint);
  EXPECT_TRUE(message.starts_with("5: c.json: line 1, column 100002: invalid string"));
  EXPECT_LT(message.size(), 300U);
}

TEST(ReadJson, ReadsAFileAndNamesItInErrors) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(read_json(folder.write("a.json", R"({"a": 1})"), ErrorKind::kUsage)["a"], 1);
  const auto path = folder.write("b.json", "{");
  EXPECT_TRUE(test::failure([&] {
                static_cast<void>(read_json(path, ErrorKind::kOutput));
              }).starts_with("4: " + path.string() + ": line 1"));
  const auto none = folder.path() / "none.json";
  EXPECT_EQ(test::failure([&] { static_cast<void>(read_json(none, ErrorKind::kUsage)); }),
            "2: " + none.string() + ": expected a file, found none");
}

TEST(JsonNumber, WritesNonFiniteNumbersAsText) {
  EXPECT_EQ(json_number(0.25).dump(), "0.25");
  EXPECT_EQ(json_number(std::nan("")).dump(), "\"nan\"");
  EXPECT_EQ(json_number(HUGE_VAL).dump(), "\"inf\"");
  EXPECT_EQ(json_number(-HUGE_VAL).dump(), "\"-inf\"");
}

TEST(JsonFile, ReplacesInvalidUtf8) {
  EXPECT_EQ(json_file({{"a", "x\xff"}}), "{\n  \"a\": \"x\xef\xbf\xbd\"\n}\n");
}

}  // namespace
}  // namespace sae::format
