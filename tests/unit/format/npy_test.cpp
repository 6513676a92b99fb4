// SPDX-License-Identifier: MIT
// Tests of NumPy's format, on bytes written by NumPy 2.4.6 and on bytes made by hand.
#include "format/npy.h"

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <utility>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::from_hex;
using Sizes = std::vector<std::int64_t>;

// The output of np.save: the dictionary, padded with spaces to 128 bytes, a line end, the values.
std::string saved_array(const std::string& dictionary, const std::string& value_digits) {
  const std::string start = from_hex("934e554d5059 0100 7600") + dictionary;
  return start + std::string(127 - start.size(), ' ') + '\n' + from_hex(value_digits);
}

std::string saved_floats() {
  return saved_array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
                     "00000000 0000803f 00000040 00004040 00008040 0000a040");
}

// A file of version 1.0 whose dictionary is `text`, followed by these values.
std::string file_with(const std::string& text, const std::string& values = "") {
  const std::string length{static_cast<char>(text.size()), static_cast<char>(text.size() >> 8)};
  return from_hex("934e554d5059 0100") + length + text + values;
}

std::string file_of_shape(const std::string& shape, const std::string& values = "") {
  return file_with("{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }", values);
}

// A header, and the numbers as float64 in file order.
struct NpyContent {
  ArrayHeader header;
  std::vector<double> values;
};

NpyContent read_npy_bytes(const std::string& bytes) {
  const test::TemporaryFolder folder;
  ArrayReader reader = open_npy_numbers(ByteSource(folder.write("x.npy", bytes)), "x.npy");
  NpyContent content{reader.header(),
                     std::vector<double>(static_cast<std::size_t>(reader.count()))};
  reader.read(std::span(content.values));
  return content;
}

// The message without exit code and name.
std::string npy_refusal(const std::string& bytes) {
  const std::string failure = test::failure([&] { read_npy_bytes(bytes); });
  const std::size_t name = failure.find("x.npy: ");
  return name == std::string::npos ? failure : failure.substr(name + 7);
}

std::string npy_hint(const std::string& bytes) {
  return test::hint([&] { read_npy_bytes(bytes); });
}

using Values = std::vector<double>;

TEST(OpenNpy, ReadsNumPyFiles) {
  const NpyContent floats = read_npy_bytes(saved_floats());
  EXPECT_EQ(floats.header.type, NumberType::kFloat32);
  EXPECT_EQ(floats.header.shape, (Sizes{2, 3}));
  EXPECT_EQ(floats.header.layout, Layout::kRowMajor);
  EXPECT_EQ(floats.values, (Values{0, 1, 2, 3, 4, 5}));
  const NpyContent doubles =
      read_npy_bytes(saved_array("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
                                 "000000000000f83f 00000000000000c0"));
  EXPECT_EQ(doubles.header.type, NumberType::kFloat64);
  EXPECT_EQ(doubles.values, (Values{1.5, -2}));
  const NpyContent bytes = read_npy_bytes(
      saved_array("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", "000c04100814"));
  EXPECT_EQ(bytes.header.type, NumberType::kUint8);
  EXPECT_EQ(bytes.header.layout, Layout::kColumnMajor);
}

TEST(OpenNpy, RecognisesEveryNumberType) {
  const std::vector<std::pair<std::string, NumberType>> types{
      {"|b1", NumberType::kBool},    {"|i1", NumberType::kInt8},    {"|u1", NumberType::kUint8},
      {"<u1", NumberType::kUint8},   {"u1", NumberType::kUint8},    {"<i2", NumberType::kInt16},
      {"<u2", NumberType::kUint16},  {"<i4", NumberType::kInt32},   {"<u4", NumberType::kUint32},
      {"<i8", NumberType::kInt64},   {"<u8", NumberType::kUint64},  {"<f2", NumberType::kFloat16},
      {"<f4", NumberType::kFloat32}, {"<f8", NumberType::kFloat64}, {">i2", NumberType::kInt16},
      {">f2", NumberType::kFloat16}, {">f8", NumberType::kFloat64}};
  for (const auto& [descr, type] : types) {
    const std::string text = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (1,), }";
    const NpyContent content =
        read_npy_bytes(file_with(text, std::string(number_bytes(type), '\0')));
    EXPECT_EQ(content.header.type, type) << descr;
    EXPECT_EQ(content.header.byte_order,
              descr.front() == '>' ? ByteOrder::kBig : ByteOrder::kLittle)
        << descr;
  }
}

TEST(OpenNpy, ReadsByteAndUnicodeTexts) {
  const auto texts = [](const std::string& descr, const std::string& digits) {
    const test::TemporaryFolder folder;
    const auto path = folder.write(
        "x.npy",
        saved_array("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (2,), }", digits));
    NpyReader reader = open_npy(ByteSource(path), "x.npy");
    return std::get<TextReader>(reader).read();
  };
  const std::vector<std::string> words{"ab", "c"};
  EXPECT_EQ(texts("<U2", "6100000062000000 6300000000000000"), words);
  EXPECT_EQ(texts(">U2", "0000006100000062 0000006300000000"), words);
  EXPECT_EQ(texts("|S2", "6162 6300"), words);
}

TEST(OpenNpy, RefusesTextsIfNumbersAreRequired) {
  const std::string file =
      file_with("{'descr': '|S2', 'fortran_order': False, 'shape': (1,), }", "ab");
  EXPECT_EQ(npy_refusal(file), "expected numbers, found texts");
  EXPECT_EQ(npy_hint(file), "texts can be labels: name the file with --labels");
}

TEST(OpenNpy, ReadsVersionsWithALongHeader) {
  const std::string text = "{'descr': '<u1', 'fortran_order': False, 'shape': (1, 2, 1), }\n";
  const std::string length{static_cast<char>(text.size()), 0, 0, 0};
  for (const std::string version : {"0200", "0300"}) {
    const NpyContent content =
        read_npy_bytes(from_hex("934e554d5059" + version) + length + text + "ab");
    EXPECT_EQ(content.header.shape, (Sizes{1, 2, 1})) << version;
    EXPECT_EQ(content.values, (Values{'a', 'b'}));
  }
}

TEST(OpenNpy, AcceptsTheDictionaryInAnyForm) {
  const std::vector<std::string> dictionaries{
      R"({"shape":(2,1),"fortran_order":False,"descr":"u1"})",
      "{ 'fortran_order' : False , 'descr' : '|u1' , 'shape' : ( 2 , 1 , ) , } \n",
      "{'descr': '<u1', 'shape': (2, 1), 'fortran_order': False}\t\n"};
  for (const std::string& dictionary : dictionaries) {
    const std::string file = file_with(dictionary, "ab");
    EXPECT_EQ(read_npy_bytes(file).header.shape, (Sizes{2, 1})) << dictionary;
    EXPECT_EQ(read_npy_bytes(file).header.type, NumberType::kUint8) << dictionary;
  }
}

TEST(OpenNpy, RefusesEveryTruncation) {
  const std::string whole = saved_floats();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_TRUE(npy_refusal(whole.substr(0, size)).starts_with("expected ")) << size;
  }
  EXPECT_EQ(npy_refusal(whole.substr(0, 151)),
            "expected 24 bytes of values (2 x 3), found 23 (file truncated?)");
  EXPECT_EQ(npy_refusal(whole.substr(0, 100)),
            "expected a header of 118 bytes, found 90 (file truncated?)");
  EXPECT_EQ(npy_refusal(whole + "x"), "expected 24 bytes of values, found extra bytes after them");
}

TEST(OpenNpy, RefusesOtherFiles) {
  EXPECT_EQ(npy_refusal(""), "expected data, found an empty file");
  EXPECT_EQ(npy_refusal("1,2,3\n"), "expected a NumPy file (.npy), found other content");
  const std::string magic = from_hex("934e554d5059");
  const std::string cut = "expected a header, found only a part of it (file truncated?)";
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

TEST(OpenNpy, RefusesOtherTypesWithAHintToConvert) {
  for (const std::string type :
       {"<c8", "<f16", "<M8[s]", "f4", "i8", "|V4", "<U0", "<U", "U-1", "<i3", "<", ""}) {
    const std::string file =
        file_with("{'descr': '" + type + "', 'fortran_order': False, 'shape': (1,), }", "12345678");
    EXPECT_EQ(npy_refusal(file),
              "expected numbers (bool, integers or floating point of at most 64 bits), found '" +
                  type + "'");
    EXPECT_EQ(npy_hint(file), "convert it with x.astype('float64')");
  }
  const std::string objects =
      file_with("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "12345678");
  EXPECT_EQ(npy_hint(objects),
            "Python objects are not read: convert them with x.astype('float64') or astype(str)");
  const std::string fields = file_with("{'descr': [('a', '<f4')], 'fortran_order': False}");
  EXPECT_EQ(npy_refusal(fields),
            "header, byte 11: expected one type for all values, such as '<f4', found "
            "'[('a', '<f4')], 'fortran_order': False}'");
  EXPECT_EQ(npy_hint(fields), "save each field of a structured array by itself");
}

TEST(OpenNpy, RefusesShapesWithoutRows) {
  const std::string sizes = "expected 1 to 64 sizes of at least 1, found ";
  EXPECT_EQ(npy_refusal(file_of_shape("()", "a")), sizes + "a single value");
  EXPECT_EQ(npy_refusal(file_of_shape("(0,)")), sizes + "0");
  EXPECT_EQ(npy_refusal(file_of_shape("(2, 0, 3)")), sizes + "2 x 0 x 3");
  EXPECT_EQ(npy_refusal(file_of_shape("(-1, -1)", "a")), sizes + "-1 x -1");
  std::string ones;
  for (int i = 0; i < 63; ++i) ones += "1, ";
  EXPECT_EQ(npy_refusal(file_of_shape("(" + ones + "2)", "ab")), "no error");
  EXPECT_TRUE(npy_refusal(file_of_shape("(" + ones + "1, 1)", "a"))
                  .ends_with("expected at most 64 sizes, found '1), }'"));
  EXPECT_TRUE(npy_refusal(file_of_shape("(4294967296, 4294967296)"))
                  .ends_with("whose product fits 64 bits, found 4294967296 x 4294967296"));
  EXPECT_EQ(npy_refusal(file_of_shape("(9223372036854775807,)")),
            "expected 9223372036854775807 bytes of values (9223372036854775807), found 0 (file "
            "truncated?)");
}

TEST(OpenNpy, RefusesAMalformedDictionary) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "header, byte 1: expected '{', found its end"},
      {"x", "header, byte 1: expected '{', found 'x'"},
      {"{", "header, byte 2: expected a key in quotes, found its end"},
      {"{descr: 1}", "header, byte 2: expected a key in quotes, found 'descr: 1}'"},
      {"{,}", "header, byte 2: expected a key in quotes, found ',}'"},
      {"{'shape", "header, byte 2: expected a closing quote, found ''shape'"},
      {"{'shape'", "header, byte 9: expected ':', found its end"},
      {"{'shape': 3}", "header, byte 11: expected '(', found '3}'"},
      {"{'shape': (3)}", "header, byte 13: expected ',' after a single size, found ')}'"},
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
       "header: expected each key once, found a key that occurs twice"},
      {"{'descr': '|u1', 'descr': '|u1'}",
       "header: expected each key once, found a key that occurs twice"},
      {"{'shape': (1,), 'shape': (1,)}",
       "header: expected each key once, found a key that occurs twice"},
      {"{'sahpe': (3,)}",
       "header: expected the keys 'descr', 'fortran_order' and 'shape', found 'sahpe'"},
      {"{}", "header: expected the keys 'descr', 'fortran_order' and 'shape', found fewer"},
      {"{'descr': '|u1', 'shape': (1,)}",
       "header: expected the keys 'descr', 'fortran_order' and 'shape', found fewer"},
      {"{} x", "header, byte 4: expected spaces to its end, found 'x'"}};
  for (const auto& [text, message] : cases) EXPECT_EQ(npy_refusal(file_with(text)), message);
}

TEST(OpenNpy, ReadsGzipFiles) {
  EXPECT_EQ(read_npy_bytes(test::gzipped(saved_floats())).values, (Values{0, 1, 2, 3, 4, 5}));
  const std::string huge = file_of_shape("(1000000000000,)", std::string(100, 'x'));
  EXPECT_TRUE(npy_refusal(test::gzipped(huge)).ends_with("bytes can hold, found 1000000000000"));
}

TEST(NpyBytes, MatchesNumPyByteForByte) {
  const std::array<float, 6> floats{0, 1, 2, 3, 4, 5};
  EXPECT_EQ(npy_bytes({NumberType::kFloat32, {2, 3}, std::as_bytes(std::span(floats))}),
            saved_floats());
  const std::array<double, 2> doubles{1.5, -2};
  EXPECT_EQ(npy_bytes({NumberType::kFloat64, {2}, std::as_bytes(std::span(doubles))}),
            saved_array("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
                        "000000000000f83f 00000000000000c0"));
  const std::array<std::int64_t, 2> labels{3, -1};
  EXPECT_EQ(npy_bytes({NumberType::kInt64, {2}, std::as_bytes(std::span(labels))}),
            saved_array("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }",
                        "0300000000000000 ffffffffffffffff"));
  const std::array<std::uint8_t, 1> byte{255};
  EXPECT_EQ(npy_bytes({NumberType::kUint8, Sizes(8, 1), std::as_bytes(std::span(byte))}),
            saved_array("{'descr': '|u1', 'fortran_order': False, "
                        "'shape': (1, 1, 1, 1, 1, 1, 1, 1), }",
                        "ff"));
}

// Only NumPy's reserve for a growing first size makes this header longer than 128 bytes. The
// expected length is NumPy's.
TEST(NpyHeader, PadsToAMultipleOf64Bytes) {
  const std::string header =
      npy_header(NumberType::kFloat32, {1, 1'000'000, 1'000'000, 1'000'000, 1'000'000, 1'000'000});
  EXPECT_EQ(header.size(), 192U);
  EXPECT_EQ(header.substr(0, 10), from_hex("934e554d5059 0100 b600"));
  EXPECT_EQ(npy_header(NumberType::kFloat32, {1}).size(), 128U);
}

TEST(NpyHeader, MayAnnounceNoValues) {
  EXPECT_NE(npy_header(NumberType::kInt32, {0}).find("'shape': (0,), }"), std::string::npos);
  EXPECT_EQ(test::failure([] { npy_header(NumberType::kInt32, {-1}); }),
            "1: npy: expected 1 to 64 sizes of at least 0, found '-1'");
}

TEST(NpyText, EqualsNumPys) {
  // numpy.save of numpy.bytes_("csr").
  EXPECT_EQ(npy_text("csr"), from_hex("934e554d50590100 7600") +
                                 "{'descr': '|S3', 'fortran_order': False, 'shape': (), }" +
                                 std::string(62, ' ') + "\ncsr");
}

TEST(NpyBytes, RefusesArraysThatCannotBeReadBack) {
  const std::array<std::byte, 4> bytes{};
  const auto failure = [&](NumberType type, const Sizes& shape) {
    return test::failure([&] { npy_bytes({type, shape, bytes}); });
  };
  const std::string sizes = "1: npy: expected 1 to 64 sizes of at least 1, found ";
  EXPECT_EQ(failure(NumberType::kUint8, {}), sizes + "''");
  EXPECT_EQ(failure(NumberType::kUint8, {4, 0}), sizes + "'4 x 0'");
  EXPECT_TRUE(failure(NumberType::kUint8, Sizes(65, 1)).starts_with(sizes + "'1 x 1"));
  EXPECT_EQ(failure(NumberType::kFloat32, {4}), "1: npy: expected the bytes of 4 values, found 4");
  EXPECT_EQ(failure(NumberType::kFloat32, {1}), "no error");
}

}  // namespace
}  // namespace sae::format
