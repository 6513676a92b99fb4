// SPDX-License-Identifier: MIT
// Tests of safetensors files, built by hand from the published format.
#include "format/safetensors.h"

#include <gtest/gtest.h>

#include <utility>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

// Header length (little-endian, below 65536), header, data.
std::string file_of(const std::string& header, const std::string& data = "") {
  const std::string length{static_cast<char>(header.size()), static_cast<char>(header.size() >> 8)};
  return length + std::string(6, '\0') + header + data;
}

// A header with one array named "w" with these entries.
std::string one_array(const std::string& dtype, const std::string& shape,
                      const std::string& offsets) {
  return R"({"w":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}}";
}

// A header with U8 arrays "a", "b", … at these offsets.
std::string arrays_at(const std::vector<std::pair<int, int>>& places) {
  std::string header;
  char name = 'a';
  for (const auto& [begin, end] : places) {
    header += std::string(header.empty() ? "{\"" : ",\"") + name++ +
              R"(":{"dtype":"U8","shape":[)" + std::to_string(end - begin) +
              R"(],"data_offsets":[)" + std::to_string(begin) + "," + std::to_string(end) + "]}";
  }
  return header + "}";
}

std::string tensors_refusal(const std::string& bytes) {
  const std::string failure =
      test::failure([&bytes] { parse_safetensors(bytes, "m", Seal::kOptional); });
  return failure.starts_with("5: m: ") ? failure.substr(6) : failure;
}

SafeTensors example() {
  return {{{"schema", "1"}, {"epoch", "7"}},
          {{"weight", "F32", {2, 1}, "abcdefgh"},
           {"count", "I64", {}, "12345678"},
           {"mask", "U8", {3}, "xyz"},
           {"none", "F64", {0, 5}, ""}}};
}

TEST(SafeTensorsBytes, WritesTheDocumentedLayout) {
  // The checksums are Python's zlib.crc32 of the same bytes with zeros in their place.
  const std::string header = R"({"__metadata__":{"crc32":"e07f15d0","k":"v"},)"
                             R"("w":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}})";
  const std::string padding(104 - header.size(), ' ');
  EXPECT_EQ(safetensors_bytes({{{"k", "v"}}, {{"w", "U8", {3}, "xyz"}}}),
            file_of(header + padding, "xyz"));
  EXPECT_EQ(safetensors_bytes({}), file_of(R"({"__metadata__":{"crc32":"e583251b"}}   )"));
}

TEST(SafeTensorsBytes, RefusesInvalidArrays) {
  const auto failure = [](const SafeTensors& file) {
    return test::failure([&file] { safetensors_bytes(file); });
  };
  EXPECT_EQ(failure({{}, {{"w", "F32", {2}, "abcd"}}}),
            "1: safetensors: 'w': expected 2 of 'F32', found 4 bytes");
  EXPECT_EQ(failure({{}, {{"w", "F16", {2}, "abcd"}}}),
            "1: safetensors: 'w': expected 2 of 'F16', found 4 bytes");
  EXPECT_EQ(failure({{}, {{"w", "U8", {}, "a"}, {"w", "U8", {}, "b"}}}),
            "1: safetensors: repeated name 'w'");
  EXPECT_EQ(failure({{}, {{"__metadata__", "U8", {}, "a"}}}),
            "1: safetensors: repeated name '__metadata__'");
  EXPECT_EQ(failure({{{"crc32", "0"}}, {}}),
            "1: safetensors: the metadata key 'crc32' is reserved");
  EXPECT_EQ(failure({{{"k", "\xff"}}, {}}), "1: safetensors: expected names and metadata in UTF-8");
}

TEST(ParseSafeTensors, ReadsBackTheSameContent) {
  const SafeTensors file = example();
  const SafeTensors again = parse_safetensors(safetensors_bytes(file), "m", Seal::kRequired);
  EXPECT_EQ(again.metadata, file.metadata);
  ASSERT_EQ(again.arrays.size(), file.arrays.size());
  for (std::size_t i = 0; i < file.arrays.size(); ++i) {
    EXPECT_EQ(again.arrays[i].name, file.arrays[i].name);
    EXPECT_EQ(again.arrays[i].dtype, file.arrays[i].dtype);
    EXPECT_EQ(again.arrays[i].shape, file.arrays[i].shape);
    EXPECT_EQ(again.arrays[i].bytes, file.arrays[i].bytes);
  }
}

TEST(ParseSafeTensors, OrdersArraysByTheirData) {
  const SafeTensors file =
      parse_safetensors(file_of(arrays_at({{1, 3}, {0, 1}}), "xyz"), "m", Seal::kOptional);
  ASSERT_EQ(file.arrays.size(), 2U);
  EXPECT_EQ(file.arrays[0].name, "b");
  EXPECT_EQ(file.arrays[0].bytes, "x");
  EXPECT_EQ(file.arrays[1].name, "a");
  EXPECT_EQ(file.arrays[1].bytes, "yz");
}

TEST(ParseSafeTensors, RefusesEveryTruncation) {
  const std::string whole = safetensors_bytes(example());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(tensors_refusal(whole.substr(0, size)).starts_with("expected ")) << size;
  }
}

TEST(ParseSafeTensors, RefusesAMalformedHeader) {
  EXPECT_EQ(tensors_refusal("1234567"), "expected at least 8 bytes, found fewer");
  EXPECT_EQ(tensors_refusal(std::string(8, '\xff') + "{}"),
            "expected a header of 18446744073709551615 bytes, found 2 (file truncated?)");
  EXPECT_EQ(tensors_refusal(file_of("")), "expected a header that begins with '{'");
  EXPECT_EQ(tensors_refusal(file_of(" {}")), "expected a header that begins with '{'");
  EXPECT_EQ(tensors_refusal(file_of("{]")),
            "header: line 1, column 2: unexpected ']'; expected string literal");
  EXPECT_EQ(tensors_refusal(file_of(R"({"w":1,"w":2})")),
            "header: line 1, column 10: 'w' occurs twice");
  EXPECT_EQ(tensors_refusal(file_of(R"({"__metadata__":[]})")),
            "expected text values in the metadata, found other values");
  EXPECT_EQ(tensors_refusal(file_of(R"({"__metadata__":{"k":1}})")),
            "expected text values in the metadata, found other values");
}

TEST(ParseSafeTensors, RefusesMalformedArrays) {
  const std::string counts = ": expected a list of integers from 0, found ";
  const std::string apart = "'w': expected data_offsets that match shape and dtype, found ";
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"w":7})", "'w': expected dtype, shape and data_offsets"},
      {R"({"w":{"dtype":"U8","shape":[1]}})", "'w': expected dtype, shape and data_offsets"},
      {R"({"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"extra":1}})",
       "'w': expected dtype, shape and data_offsets"},
      {one_array("\"F16\"", "[1]", "[0,2]"),
       "'w': expected dtype F32, F64, I64 or U8, found '\"F16\"'"},
      {one_array("8", "[1]", "[0,2]"), "'w': expected dtype F32, F64, I64 or U8, found '8'"},
      {one_array("\"U8\"", "[-1]", "[0,2]"), "'w' shape" + counts + "'[-1]'"},
      {one_array("\"U8\"", "[1.0]", "[0,2]"), "'w' shape" + counts + "'[1.0]'"},
      {one_array("\"U8\"", "[9223372036854775808]", "[0,2]"),
       "'w' shape" + counts + "'[9223372036854775808]'"},
      {one_array("\"U8\"", "2", "[0,2]"), "'w' shape" + counts + "'2'"},
      {one_array("\"U8\"", "[2]", "[-2,0]"), "'w' data_offsets" + counts + "'[-2,0]'"},
      {one_array("\"U8\"", "[2]", "[0,2,4]"), apart + "'[0,2,4]'"},
      {one_array("\"U8\"", "[2]", "[0]"), apart + "'[0]'"},
      {one_array("\"U8\"", "[2]", "[2,0]"), apart + "'[2,0]'"},
      {one_array("\"F32\"", "[1]", "[0,2]"), apart + "'[0,2]'"},
      {one_array("\"U8\"", "[4294967296,4294967296]", "[0,0]"), apart + "'[0,0]'"},
      {one_array("\"F64\"", "[2305843009213693952]", "[0,0]"), apart + "'[0,0]'"}};
  for (const auto& [header, message] : cases) {
    EXPECT_EQ(tensors_refusal(file_of(header, "xy")), message) << header;
  }
}

TEST(ParseSafeTensors, RefusesDataThatIsNotContiguous) {
  EXPECT_EQ(tensors_refusal(file_of(arrays_at({{0, 2}, {1, 3}}), "xyz")),
            "'b': expected data from byte 2, found it from 1 (overlap)");
  EXPECT_EQ(tensors_refusal(file_of(arrays_at({{0, 1}, {2, 3}}), "xyz")),
            "'b': expected data from byte 1, found it from 2 (hole)");
  EXPECT_EQ(tensors_refusal(file_of(arrays_at({{1, 3}}), "xyz")),
            "'a': expected data from byte 0, found it from 1 (hole)");
  EXPECT_EQ(tensors_refusal(file_of(arrays_at({{0, 4}}), "xyz")),
            "expected 4 bytes of data for 'a', found 3 (file truncated?)");
  EXPECT_EQ(tensors_refusal(file_of(arrays_at({{0, 2}}), "xyz")),
            "expected 2 bytes of data, found 3");
  EXPECT_EQ(tensors_refusal(file_of("{}", "x")), "expected 0 bytes of data, found 1");
}

TEST(ParseSafeTensors, DetectsEveryFlippedBit) {
  const std::string whole = safetensors_bytes(example());
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << bit % 8);
    const auto parse = [&] { parse_safetensors(damaged, "m", Seal::kRequired); };
    EXPECT_TRUE(test::failure(parse).starts_with("5: m: ")) << "bit " << bit;
  }
}

TEST(ParseSafeTensors, ReportsAWrongOrMissingChecksum) {
  std::string damaged = safetensors_bytes({{}, {{"w", "U8", {3}, "xyz"}}});
  damaged.back() = 'Z';
  EXPECT_TRUE(tensors_refusal(damaged).starts_with("expected content with the checksum '"));
  EXPECT_TRUE(tensors_refusal(damaged).ends_with(" (file damaged?)"));
  const std::string foreign = file_of(arrays_at({{0, 3}}), "xyz");
  EXPECT_EQ(tensors_refusal(foreign), "no error");
  EXPECT_EQ(
      test::failure([&] { parse_safetensors(foreign, "m", Seal::kRequired); }),
      "5: m: expected the checksum 'crc32' in the metadata, as sae_train writes it, found none");
  // A checksum in another spelling cannot be verified, so it must not be ignored either.
  EXPECT_TRUE(tensors_refusal(file_of(R"({"__metadata__":{"crc32": "00000000"}})"))
                  .starts_with("expected the checksum 'crc32'"));
}

// The reader searches for the checksum as text, which other header text must not imitate.
TEST(ParseSafeTensors, IgnoresTextThatLooksLikeTheChecksum) {
  const SafeTensors file = {{{"a", R"("crc32":"12345678")"}}, {{R"("crc32":")", "U8", {1}, "x"}}};
  const SafeTensors again = parse_safetensors(safetensors_bytes(file), "m", Seal::kRequired);
  EXPECT_EQ(again.metadata, file.metadata);
  EXPECT_EQ(again.arrays.at(0).name, file.arrays[0].name);
}

TEST(SafeTensorsHeader, PrecedesTheValuesOfOneArray) {
  const std::string header =
      R"({"__metadata__":{"k":"v"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}})";
  const std::string padding(7 - (header.size() + 7) % 8, ' ');
  EXPECT_EQ(safetensors_header("w", "F32", {2, 1}, {{"k", "v"}}) + "abcdefgh",
            file_of(header + padding, "abcdefgh"));
  EXPECT_EQ(parse_safetensors(safetensors_header("w", "F64", {0, 3}, {}), "m", Seal::kOptional)
                .arrays.front()
                .shape,
            (std::vector<std::int64_t>{0, 3}));
}

TEST(FindOnlyArray, GivesItsTypeShapeAndPlace) {
  const test::TemporaryFolder folder;
  const std::string header = safetensors_header("w", "F32", {1, 2}, {{"k", "v"}});
  const OnlyArray found = find_only_array(folder.write("x", header + "abcdefgh"));
  EXPECT_EQ(found.array.name, "w");
  EXPECT_EQ(found.array.dtype, "F32");
  EXPECT_EQ(found.array.shape, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(found.data_at, header.size());
}

TEST(FindOnlyArray, RefusesOtherFiles) {
  const test::TemporaryFolder folder;
  const auto refusal = [&](const std::string& bytes) {
    const std::string path = folder.write("x", bytes).string();
    const std::string failure = test::failure([&] { find_only_array(path); });
    return failure.starts_with("5: " + path + ": ") ? failure.substr(path.size() + 5) : failure;
  };
  const std::string other = "expected a safetensors file, found other content";
  EXPECT_EQ(refusal("short"), other);
  EXPECT_EQ(refusal("1,2,3,4,5,6\n"), other);
  EXPECT_EQ(refusal(safetensors_header("w", "F32", {1, 2}, {}) + "abc"),
            "expected 8 bytes of data from byte 0, found 3 (file truncated?)");
  EXPECT_EQ(refusal(file_of(arrays_at({{0, 1}, {1, 2}}), "ab")), "expected one array, found 2");
}

}  // namespace
}  // namespace sae::format
