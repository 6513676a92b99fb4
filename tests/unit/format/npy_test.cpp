// SPDX-License-Identifier: MIT
// Tests of NumPy's format, on bytes that NumPy 2.4.6 wrote and on ones made by hand.
#include "sae/format/npy.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <utility>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::from_hex;
using Sizes = std::vector<std::int64_t>;

// What np.save writes: the dictionary, spaces to 128 bytes in all, a line end, the values.
std::string saved_array(const std::string& dictionary, const std::string& value_digits) {
  const std::string start = from_hex("934e554d5059 0100 7600") + dictionary;
  return start + std::string(127 - start.size(), ' ') + '\n' + from_hex(value_digits);
}

std::string saved_floats() {
  return saved_array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
                     "00000000 0000803f 00000040 00004040 00008040 0000a040");
}

// A file of version 1.0 whose dictionary is `text`, with these values behind it.
std::string file_with(const std::string& text, const std::string& values = "") {
  const std::string length{static_cast<char>(text.size()), static_cast<char>(text.size() >> 8)};
  return from_hex("934e554d5059 0100") + length + text + values;
}

std::string file_of_shape(const std::string& shape, const std::string& values = "") {
  return file_with("{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }", values);
}

// The message without exit code and name.
std::string npy_refusal(const std::string& bytes) {
  const std::string failure = test::failure([&] { parse_npy(bytes, "x.npy"); });
  return failure.starts_with("3: x.npy: ") ? failure.substr(10) : failure;
}

std::string npy_hint(const std::string& bytes) {
  try {
    parse_npy(bytes, "x.npy");
  } catch (const Error& error) {
    return error.hint();
  }
  return "no error";
}

template <class Value>
std::vector<Value> values_of(std::span<const std::byte> bytes) {
  std::vector<Value> values(bytes.size() / sizeof(Value));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

TEST(ParseNpy, ReadsWhatNumPyWrites) {
  const std::string floats = saved_floats();
  const NpyArray array = parse_npy(floats, "x");
  EXPECT_EQ(array.type, NpyType::kFloat32);
  EXPECT_EQ(array.shape, (Sizes{2, 3}));
  EXPECT_EQ(values_of<float>(array.values), (std::vector<float>{0, 1, 2, 3, 4, 5}));
  const std::string doubles =
      saved_array("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
                  "000000000000f83f 00000000000000c0");
  EXPECT_EQ(parse_npy(doubles, "x").type, NpyType::kFloat64);
  EXPECT_EQ(parse_npy(doubles, "x").shape, Sizes{2});
  EXPECT_EQ(values_of<double>(parse_npy(doubles, "x").values), (std::vector<double>{1.5, -2}));
  const std::string bytes =
      saved_array("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 3), }", "0102ff");
  EXPECT_EQ(parse_npy(bytes, "x").type, NpyType::kUint8);
  EXPECT_EQ(values_of<std::uint8_t>(parse_npy(bytes, "x").values),
            (std::vector<std::uint8_t>{1, 2, 255}));
}

TEST(ParseNpy, ReadsVersionsWithALongHeader) {
  const std::string text = "{'descr': '<u1', 'fortran_order': False, 'shape': (1, 2, 1), }\n";
  const std::string length{static_cast<char>(text.size()), 0, 0, 0};
  for (const std::string version : {"0200", "0300"}) {
    const std::string file = from_hex("934e554d5059" + version) + length + text + "ab";
    EXPECT_EQ(parse_npy(file, "x").shape, (Sizes{1, 2, 1})) << version;
    EXPECT_EQ(values_of<char>(parse_npy(file, "x").values), (std::vector<char>{'a', 'b'}));
  }
}

TEST(ParseNpy, TakesTheDictionaryInAnyForm) {
  const std::vector<std::string> dictionaries{
      R"({"shape":(2,1),"fortran_order":False,"descr":"u1"})",
      "{ 'fortran_order' : False , 'descr' : '|u1' , 'shape' : ( 2 , 1 , ) , } \n",
      "{'descr': '<u1', 'shape': (2, 1), 'fortran_order': False}\t\n"};
  for (const std::string& dictionary : dictionaries) {
    const std::string file = file_with(dictionary, "ab");
    EXPECT_EQ(parse_npy(file, "x").shape, (Sizes{2, 1})) << dictionary;
    EXPECT_EQ(parse_npy(file, "x").type, NpyType::kUint8) << dictionary;
  }
}

TEST(ParseNpy, RefusesEveryTruncation) {
  const std::string whole = saved_floats();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(npy_refusal(whole.substr(0, size)).starts_with("expected ")) << size;
  }
  EXPECT_EQ(npy_refusal(whole.substr(0, 151)), "expected 152 bytes, found 151 (file truncated?)");
  EXPECT_EQ(npy_refusal(whole.substr(0, 100)),
            "expected a header of 118 bytes, found 90 (file truncated?)");
  EXPECT_EQ(npy_refusal(whole + "x"), "expected 152 bytes, found 153");
}

TEST(ParseNpy, RefusesOtherFiles) {
  EXPECT_EQ(npy_refusal(""), "expected a NumPy file (.npy), found an empty file");
  EXPECT_EQ(npy_refusal("1,2,3\n"), "expected a NumPy file (.npy), found other content");
  EXPECT_EQ(npy_refusal("PK\x03\x04"), "expected a NumPy file (.npy), found an archive (.npz)");
  EXPECT_EQ(npy_hint("PK\x03\x04"), "save one array of it with np.save(file, archive[key])");
  const std::string magic = from_hex("934e554d5059");
  const std::string cut = "expected a header, found its beginning only (file truncated?)";
  EXPECT_EQ(npy_refusal(magic), cut);
  EXPECT_EQ(npy_refusal(magic + from_hex("01")), cut);
  EXPECT_EQ(npy_refusal(magic + from_hex("0100 10")), cut);
  EXPECT_EQ(npy_refusal(magic + from_hex("0200 100000")), cut);
  const std::string version = "expected format version 1.0, 2.0 or 3.0, found ";
  EXPECT_EQ(npy_refusal(magic + from_hex("0000 0000")), version + "0.0");
  EXPECT_EQ(npy_refusal(magic + from_hex("0101 0000")), version + "1.1");
  EXPECT_EQ(npy_refusal(magic + from_hex("0400 00000000")), version + "4.0");
  EXPECT_EQ(npy_refusal(magic + from_hex("0200 01001000")),
            "expected a header of at most 1048576 bytes, found 1048577");
  EXPECT_EQ(npy_refusal(magic + from_hex("0300 ffffffff")),
            "expected a header of at most 1048576 bytes, found 4294967295");
}

TEST(ParseNpy, RefusesOtherTypesAndSaysHowToConvert) {
  for (const std::string type : {">f4", ">f8", "<f2", "<i8", "<u2", "|b1", "|O", "<c8", "f4", ""}) {
    const std::string file =
        file_with("{'descr': '" + type + "', 'fortran_order': False, 'shape': (1,), }", "12345678");
    EXPECT_EQ(npy_refusal(file),
              "expected values of type float32, float64 or uint8 ('<f4', '<f8', "
              "'|u1'), found '" +
                  type + "'");
    EXPECT_EQ(npy_hint(file), "convert it with x.astype('float32')");
  }
  const std::string fields = file_with("{'descr': [('a', '<f4')], 'fortran_order': False}");
  EXPECT_EQ(npy_refusal(fields),
            "header, byte 11: expected one type for all values, such as '<f4', found "
            "'[('a', '<f4')], 'fortran_order': False}'");
  EXPECT_EQ(npy_hint(fields), "save each field of a structured array by itself");
}

TEST(ParseNpy, RefusesFortranOrder) {
  const std::string file =
      file_with("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 2), }", "ab");
  EXPECT_EQ(npy_refusal(file), "expected rows side by side (C order), found fortran_order True");
  EXPECT_EQ(npy_hint(file), "convert it with np.ascontiguousarray(x)");
}

TEST(ParseNpy, RefusesShapesThatAreNoArrayOfRows) {
  const std::string sizes = "expected 1 to 8 sizes of at least 1, found ";
  EXPECT_EQ(npy_refusal(file_of_shape("()", "a")), sizes + "a single value");
  EXPECT_EQ(npy_refusal(file_of_shape("(0,)")), sizes + "0");
  EXPECT_EQ(npy_refusal(file_of_shape("(2, 0, 3)")), sizes + "2 x 0 x 3");
  EXPECT_EQ(npy_refusal(file_of_shape("(-1, -1)", "a")), sizes + "-1 x -1");
  EXPECT_EQ(npy_refusal(file_of_shape("(1, 1, 1, 1, 1, 1, 1, 2)", "ab")), "no error");
  EXPECT_TRUE(npy_refusal(file_of_shape("(1, 1, 1, 1, 1, 1, 1, 1, 1)", "a"))
                  .ends_with("expected at most 8 sizes, found '1), }'"));
  EXPECT_TRUE(npy_refusal(file_of_shape("(4294967296, 4294967296)"))
                  .ends_with("bytes can hold, found 4294967296 x 4294967296"));
  // 2^63 - 1 values fit 64 bits, with the header before them no more.
  EXPECT_TRUE(npy_refusal(file_of_shape("(9223372036854775807,)"))
                  .ends_with("bytes can hold, found 9223372036854775807"));
}

TEST(ParseNpy, RefusesAMalformedDictionary) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "header, byte 1: expected '{', found its end"},
      {"x", "header, byte 1: expected '{', found 'x'"},
      {"{", "header, byte 2: expected a key in quotes, found its end"},
      {"{descr: 1}", "header, byte 2: expected a key in quotes, found 'descr: 1}'"},
      {"{,}", "header, byte 2: expected a key in quotes, found ',}'"},
      {"{'shape", "header, byte 2: expected a text with its closing quote, found ''shape'"},
      {"{'shape'", "header, byte 9: expected ':', found its end"},
      {"{'shape': 3}", "header, byte 11: expected '(', found '3}'"},
      {"{'shape': (3)}", "header, byte 13: expected ',' after an only size, found ')}'"},
      {"{'shape': (,)}", "header, byte 12: expected a size, found ',)}'"},
      {"{'shape': (3L,)}", "header, byte 12: expected a size, found '3L,)}'"},
      {"{'shape': (3.0,)}", "header, byte 12: expected a size, found '3.0,)}'"},
      {"{'shape': (9223372036854775808,)}",
       "header, byte 12: expected a size, found '9223372036854775808,)}'"},
      {"{'shape': (3, 4}", "header, byte 16: expected ')', found '}'"},
      {"{'shape': (3, 4", "header, byte 16: expected ')', found its end"},
      {"{'fortran_order': 0}", "header, byte 19: expected True or False, found '0}'"},
      {"{'fortran_order': Falsely}", "header, byte 19: expected True or False, found 'Falsely}'"},
      {"{'fortran_order': False 'shape'", "header, byte 25: expected '}', found ''shape''"},
      {"{'fortran_order': False, 'fortran_order': False}",
       "header: expected each key once, found one of them twice"},
      {"{'descr': '|u1', 'descr': '|u1'}",
       "header: expected each key once, found one of them twice"},
      {"{'shape': (1,), 'shape': (1,)}", "header: expected each key once, found one of them twice"},
      {"{'sahpe': (3,)}",
       "header: expected the keys 'descr', 'fortran_order' and 'shape', found 'sahpe'"},
      {"{}", "header: expected the keys 'descr', 'fortran_order' and 'shape', found fewer"},
      {"{'descr': '|u1', 'shape': (1,)}",
       "header: expected the keys 'descr', 'fortran_order' and 'shape', found fewer"},
      {"{} x", "header, byte 4: expected spaces to its end, found 'x'"}};
  for (const auto& [text, message] : cases) EXPECT_EQ(npy_refusal(file_with(text)), message);
}

TEST(NpyFile, MapsTheValuesAndCanBeMoved) {
  const test::TemporaryFolder folder;
  NpyFile first(folder.write("x.npy", saved_floats()));
  const std::byte* place = first.values().data();
  const NpyFile file = std::move(first);
  EXPECT_EQ(file.type(), NpyType::kFloat32);
  EXPECT_EQ(file.shape(), (Sizes{2, 3}));
  EXPECT_EQ(file.values().data(), place);
  EXPECT_EQ(values_of<float>(file.values()), (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

TEST(NpyFile, RefusesWhatCannotBeRead) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "x.npy";
  EXPECT_EQ(test::failure([&] { NpyFile file(path); }),
            "3: " + path.string() + ": expected a file, found none");
  folder.write("x.npy", "");
  EXPECT_EQ(test::failure([&] { NpyFile file(path); }),
            "3: " + path.string() + ": expected a NumPy file (.npy), found an empty file");
}

TEST(NpyBytes, WritesWhatNumPyWrites) {
  const std::array<float, 6> floats{0, 1, 2, 3, 4, 5};
  EXPECT_EQ(npy_bytes({NpyType::kFloat32, {2, 3}, std::as_bytes(std::span(floats))}),
            saved_floats());
  const std::array<double, 2> doubles{1.5, -2};
  EXPECT_EQ(npy_bytes({NpyType::kFloat64, {2}, std::as_bytes(std::span(doubles))}),
            saved_array("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
                        "000000000000f83f 00000000000000c0"));
  const std::array<std::int64_t, 2> labels{3, -1};
  EXPECT_EQ(npy_bytes({NpyType::kInt64, {2}, std::as_bytes(std::span(labels))}),
            saved_array("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }",
                        "0300000000000000 ffffffffffffffff"));
  const std::array<std::uint8_t, 1> byte{255};
  EXPECT_EQ(npy_bytes({NpyType::kUint8, Sizes(8, 1), std::as_bytes(std::span(byte))}),
            saved_array("{'descr': '|u1', 'fortran_order': False, "
                        "'shape': (1, 1, 1, 1, 1, 1, 1, 1), }",
                        "ff"));
}

// Only NumPy's room for a growing first size takes this one over 128 bytes; NumPy wrote its length.
TEST(NpyHeader, IsAMultipleOf64Bytes) {
  const std::string header =
      npy_header(NpyType::kFloat32, {1, 1'000'000, 1'000'000, 1'000'000, 1'000'000, 1'000'000});
  EXPECT_EQ(header.size(), 192U);
  EXPECT_EQ(header.substr(0, 10), from_hex("934e554d5059 0100 b600"));
  EXPECT_EQ(npy_header(NpyType::kFloat32, {1}).size(), 128U);
}

TEST(NpyBytes, RefusesWhatItCouldNotReadBack) {
  const std::array<std::byte, 4> bytes{};
  const auto failure = [&](NpyType type, const Sizes& shape) {
    return test::failure([&] { npy_bytes({type, shape, bytes}); });
  };
  const std::string sizes = "1: npy: expected 1 to 8 sizes of at least 1, found ";
  EXPECT_EQ(failure(NpyType::kUint8, {}), sizes + "''");
  EXPECT_EQ(failure(NpyType::kUint8, {4, 0}), sizes + "'4 x 0'");
  EXPECT_EQ(failure(NpyType::kUint8, Sizes(9, 1)), sizes + "'1 x 1 x 1 x 1 x 1 x 1 x 1 x 1 x 1'");
  EXPECT_EQ(failure(NpyType::kFloat32, {4}), "1: npy: expected the bytes of 4 values, found 4");
  EXPECT_EQ(failure(NpyType::kFloat32, {1}), "no error");
}

TEST(NpyValueBytes, IsTheSizeOfTheType) {
  EXPECT_EQ(npy_value_bytes(NpyType::kUint8), 1U);
  EXPECT_EQ(npy_value_bytes(NpyType::kFloat32), 4U);
  EXPECT_EQ(npy_value_bytes(NpyType::kFloat64), 8U);
  EXPECT_EQ(npy_value_bytes(NpyType::kInt64), 8U);
}

}  // namespace
}  // namespace sae::format
