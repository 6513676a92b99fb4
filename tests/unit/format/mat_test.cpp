// SPDX-License-Identifier: MIT
// Tests of MATLAB 5 files, written by MATLAB 6.1 and 7.4 and by SciPy 1.16, and made by hand.
#include "format/mat.h"

#include <gtest/gtest.h>

#include "support/bytes.h"
#include "support/failure.h"
#include "support/mat.h"
#include "support/temporary_folder.h"

namespace sae::format {
namespace {

using test::from_hex;
using test::mat_compressed;
using test::mat_data;
using test::mat_file;
using test::mat_variable;
using test::mat_word;
using test::MatParts;
using test::TemporaryFolder;

// After the header of 128 bytes. testmatrix = [1:5; 2 0 0 0 0; 3 0 0 0 0] by MATLAB 6.1 on a
// big-endian SPARC and compressed by MATLAB 7.4, both from SciPy's tests.
constexpr const char* kMatlab61 =
    "0000000e0000005000000006000000080000000600000000000000050000000800000003000000050000000100000"
    "00a746573746d6174726978000000000000000000020000000f01020302000003000004000005000000";
constexpr const char* kMatlab74 =
    "0f00000039000000789ce36360600800623620e680d220c00ae53343d98c40cc05c425a9c525b9892545991510754c"
    "40cc0f9267626602ab6681a80700c7da050d";
// scipy.io.savemat(file, {"X": np.float32([[1.5, 2], [3, 4]])}), also with do_compression=True.
constexpr const char* kScipy =
    "0e0000004000000006000000080000000700000000000000050000000800000002000000020000000100010058000"
    "00007000000100000000000c03f000040400000004000008040";
constexpr const char* kScipyCompressed =
    "0f0000002d000000789ce36360607000623620e600627606086085f299a098110823a0f202601507ec813a1d20da1b"
    "1c003dc10365";

struct Content {
  std::vector<std::int64_t> shape;
  std::vector<double> values;  // in MATLAB's order: the first index changes fastest
};

Content read_content(const std::string& bytes, const std::string& variable = "") {
  const TemporaryFolder folder;
  ArrayReader reader = open_mat(folder.write("x.mat", bytes), variable);
  EXPECT_EQ(reader.header().layout, Layout::kColumnMajor);
  Content content{reader.header().shape, std::vector<double>(std::size_t(reader.count()))};
  reader.read(std::span(content.values));
  return content;
}

// The message with the file's name as path, then " | " and the hint if there is one.
std::string mat_refusal(const std::string& bytes, const std::string& variable = "") {
  const TemporaryFolder folder;
  const auto path = folder.write("x.mat", bytes);
  const auto without_folder = [&](std::string text) {
    const std::string start = folder.path().string() + "/";
    for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start)) {
      text.erase(at, start.size());
    }
    return text;
  };
  try {
    ArrayReader reader = open_mat(path, variable);
    std::vector<double> values(std::size_t(reader.count()));
    reader.read(std::span(values));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return without_folder(error.what()) + (error.hint().empty() ? "" : " | ") +
           without_folder(error.hint());
  }
  return "no error";
}

// A double array whose values are stored as bytes.
std::string array(const std::string& name, const std::vector<std::uint32_t>& shape,
                  const std::string& values) {
  return mat_variable({name, 6, shape, mat_data(2, values)});
}

std::string other(const std::string& name, std::uint32_t flags) {
  return mat_variable({name, flags, {1, 1}, ""});
}

TEST(OpenMat, ReadsWhatMatlabWrote) {
  const std::vector<double> expected = {1, 2, 3, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5, 0, 0};
  const std::string empty_header = mat_file(""), big_header = mat_file("", true);
  for (const std::string& file :
       {big_header + from_hex(kMatlab61), empty_header + from_hex(kMatlab74)}) {
    const Content content = read_content(file);
    EXPECT_EQ(content.shape, (std::vector<std::int64_t>{3, 5}));
    EXPECT_EQ(content.values, expected);
  }
}

TEST(OpenMat, ReadsWhatScipyWrote) {
  for (const char* elements : {kScipy, kScipyCompressed}) {
    const Content content = read_content(mat_file(from_hex(elements)), "X");
    EXPECT_EQ(content.shape, (std::vector<std::int64_t>{2, 2}));
    EXPECT_EQ(content.values, (std::vector<double>{1.5, 3, 2, 4}));
  }
}

TEST(OpenMat, KeepsTheAxesOfLargerArrays) {
  const Content content = read_content(mat_file(array("X", {2, 1, 3}, "\1\2\3\4\5\6")));
  EXPECT_EQ(content.shape, (std::vector<std::int64_t>{2, 1, 3}));
  EXPECT_EQ(content.values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
}

TEST(OpenMat, FindsAVariableByItsName) {
  const std::string file = mat_file(array("IMAGES", {1, 3}, "abc") + other("info", 2) +
                                    mat_compressed(array("y", {2, 1}, "de")));
  EXPECT_EQ(read_content(file, "IMAGES").values, (std::vector<double>{97, 98, 99}));
  EXPECT_EQ(read_content(file, "y").values, (std::vector<double>{100, 101}));
  EXPECT_EQ(mat_refusal(file),
            "x.mat: expected one array, found 2: IMAGES (double, 1 x 3), y (double, 2 x 1) | name "
            "one after a colon, as in x.mat:IMAGES");
  EXPECT_EQ(mat_refusal(file, "Y"),
            "x.mat: expected a variable 'Y', found IMAGES (double, 1 x 3), info (struct, 1 x 1), "
            "y (double, 2 x 1)");
}

TEST(OpenMat, TakesTheOnlyArrayAmongOtherVariables) {
  const std::string file = mat_file(other("a", 4) + array("X", {1, 1}, "\7") + other("", 9));
  EXPECT_EQ(read_content(file).values, std::vector<double>{7});
}

TEST(OpenMat, ShortensALongList) {
  std::string elements;
  for (int i = 0; i < 100; ++i) elements += array("variable_" + std::to_string(i), {1, 1}, "a");
  const std::string refusal = mat_refusal(mat_file(elements));
  EXPECT_LT(refusal.size(), 600U);
  EXPECT_NE(refusal.find(" more | "), std::string::npos) << refusal;
}

TEST(OpenMat, SaysHowToSaveOtherClasses) {
  const std::string save = " | in MATLAB, save it as an array of numbers, as in X = ";
  const auto refusal = [](std::uint32_t flags) {
    return mat_refusal(mat_file(other("v", flags)), "v");
  };
  const auto found = [](const std::string& name) {
    return "x.mat: expected an array of numbers, found v (" + name + ", 1 x 1)";
  };
  EXPECT_EQ(refusal(1), found("cell") + save + "v{1}");
  EXPECT_EQ(refusal(2), found("struct") + save + "v.FIELD");
  EXPECT_EQ(refusal(3), found("object") + save + "v.PROPERTY");
  EXPECT_EQ(refusal(4), found("char") + save + "double(v)");
  EXPECT_EQ(refusal(5), found("sparse") + save + "full(v)");
  EXPECT_EQ(refusal(16), found("function") + save + "v(VALUES)");
  EXPECT_EQ(refusal(0x806),
            found("complex double") + " | in MATLAB, save its parts as arrays, as in X = real(v)");
  EXPECT_EQ(mat_refusal(mat_file(other("a", 2) + other("b", 1))),
            "x.mat: expected an array of numbers, found a (struct, 1 x 1), b (cell, 1 x 1)" + save +
                "a.FIELD");
  EXPECT_EQ(mat_refusal(mat_file("")), "x.mat: expected an array of numbers, found no variables");
}

// Strings, tables and other objects have a name but no sizes.
TEST(ListMat, ReadsObjectsWithoutSizes) {
  const std::string object = mat_data(
      14, mat_data(6, mat_word(17) + mat_word(0)) + mat_data(1, "t") + mat_data(1, "MCOS"));
  EXPECT_EQ(mat_refusal(mat_file(object)),
            "x.mat: expected an array of numbers, found t (object) | in MATLAB, save it as an "
            "array of numbers, as in X = t.PROPERTY");
}

TEST(ListMat, GivesNamesClassesShapesAndTypes) {
  const TemporaryFolder folder;
  const auto path = folder.write(
      "x.mat", mat_file(array("a", {2, 0, 4}, "") + mat_variable({"b", 0x209, {3, 1}, ""}) +
                        other("c", 0xc07) + other("", 9) + other("d", 0x205)));
  const std::vector<MatVariable> list = list_mat(path);
  ASSERT_EQ(list.size(), 4U);
  EXPECT_EQ(list[0].name, "a");
  EXPECT_EQ(list[0].class_name, "double");
  EXPECT_EQ(list[0].shape, (std::vector<std::int64_t>{2, 0, 4}));
  EXPECT_EQ(list[0].type, NumberType::kFloat64);
  EXPECT_EQ(list[1].class_name, "logical");
  EXPECT_EQ(list[1].type, NumberType::kBool);
  EXPECT_EQ(list[2].class_name, "complex single");
  EXPECT_EQ(list[2].type, std::nullopt);
  EXPECT_EQ(list[3].class_name, "sparse");
  EXPECT_EQ(list[3].type, std::nullopt);
}

TEST(OpenMat, RefusesEveryTruncation) {
  for (const char* elements : {kScipy, kScipyCompressed}) {
    const std::string whole = mat_file(from_hex(elements));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_NE(mat_refusal(whole.substr(0, size)), "no error") << size;
    }
  }
  EXPECT_EQ(mat_refusal(mat_file(from_hex(kScipy)).substr(0, 190)),
            "x.mat: expected a variable at byte 128 of 72 bytes, found 62 (file truncated?)");
  EXPECT_EQ(mat_refusal(mat_file(from_hex(kScipy)) + "abc"),
            "x.mat: expected a variable at byte 200, found the end (file truncated?)");
}

TEST(OpenMat, RefusesSizesThatDoNotMatch) {
  EXPECT_EQ(mat_refusal(mat_file(array("X", {2, 3}, "abcde"))),
            "x.mat:X: expected 6 values (2 x 3), found 5");
  EXPECT_EQ(mat_refusal(mat_file(array("X", {2, 2}, "abcde"))),
            "x.mat:X: expected 4 values (2 x 2), found 5");
  EXPECT_EQ(mat_refusal(mat_file(array("X", {2, 0}, ""))),
            "x.mat:X: expected sizes of at least 1, found 2 x 0");
  EXPECT_EQ(mat_refusal(mat_file(array("X", {0x7fffffff, 0x7fffffff, 4}, "a"))),
            "x.mat:X: expected sizes of at least 1 whose product fits 64 bits, found 2147483647 x "
            "2147483647 x 4");
  EXPECT_EQ(mat_refusal(mat_file(array("X", {0x80000000, 1}, "a"))),
            "x.mat: variable at byte 128: expected sizes of at least 0, found -2147483648");
  EXPECT_EQ(mat_refusal(mat_file(array("X", std::vector<std::uint32_t>(65, 1), "a"))),
            "x.mat: variable at byte 128: expected sizes of at most 256 bytes, found 260");
  EXPECT_EQ(mat_refusal(mat_file(array("X", {}, "a"))),
            "x.mat: variable at byte 128: expected at least one size, found none");
}

TEST(OpenMat, RefusesMalformedVariables) {
  const std::string place = "x.mat: variable at byte 128: expected ";
  EXPECT_EQ(mat_refusal(mat_file(other("v", 18))), place + "a class from 1 to 17, found 18");
  EXPECT_EQ(mat_refusal(mat_file(other("v", 0))), place + "a class from 1 to 17, found 0");
  EXPECT_EQ(mat_refusal(mat_file(mat_data(14, mat_data(5, std::string(8, '\6'))))),
            place + "array flags (two of miUINT32), found other content");
  EXPECT_EQ(mat_refusal(mat_file(mat_data(14, mat_data(6, "\6")))),
            place + "array flags (two of miUINT32), found other content");
  const std::string flags = mat_data(6, mat_word(6) + mat_word(0));
  EXPECT_EQ(mat_refusal(mat_file(mat_data(14, flags + mat_data(9, "ab")))),
            place + "sizes (miINT32), found a data element of type 9");
  EXPECT_EQ(mat_refusal(mat_file(mat_data(14, flags + mat_data(5, mat_word(1)) + mat_data(4, "")))),
            place + "a name (miINT8), found a data element of type 4");
  EXPECT_EQ(mat_refusal(mat_file(other(std::string(1025, 'a'), 6))),
            place + "a name of at most 1024 bytes, found 1025");
  EXPECT_EQ(mat_refusal(mat_file(mat_data(9, "abc"))),
            "x.mat: expected a variable at byte 128, found an element of type 9");
}

TEST(OpenMat, AcceptsSizesAndNamesInTypesOfOtherWriters) {
  const std::string variable =
      mat_data(14, mat_data(6, mat_word(9) + mat_word(0)) + mat_data(6, mat_word(1) + mat_word(2)) +
                       mat_data(16, "\xc3\xa4") + mat_data(2, "ab"));
  EXPECT_EQ(read_content(mat_file(variable), "\xc3\xa4").values, (std::vector<double>{97, 98}));
}

TEST(OpenMat, RefusesOtherVersionsWithAHint) {
  std::string hdf5 = "MATLAB 7.3 MAT-file, Platform: GLNXA64";
  hdf5.resize(124, ' ');
  hdf5 += std::string("\0\2IM", 4) + std::string(384, '\0') + "\x89HDF\r\n\x1a\n";
  EXPECT_EQ(mat_refusal(hdf5),
            "x.mat: expected a MATLAB file of version 5, found a MATLAB 7.3 file (HDF5) | convert "
            "it with Python: import h5py, numpy; numpy.save(\"x.npy\", "
            "h5py.File(\"x.mat\")[\"NAME\"][()].T)");
  const std::string old = mat_word(0) + mat_word(1) + mat_word(1) + mat_word(0) + mat_word(2) +
                          std::string("a\0", 2) + std::string(8, '\0');
  EXPECT_TRUE(mat_refusal(old).starts_with(
      "x.mat: expected a MATLAB file of version 5, found a MATLAB 4 file | convert it with"))
      << mat_refusal(old);
  EXPECT_EQ(mat_refusal("abc"), "x.mat: expected a MATLAB file of version 5, found other content");
}

TEST(IsMat, RecognisesAllVersions) {
  const TemporaryFolder folder;
  EXPECT_TRUE(is_mat(folder.write("a", mat_file(""))));
  EXPECT_TRUE(is_mat(folder.write("b", mat_file("", true))));
  EXPECT_TRUE(is_mat(folder.write("c", "MATLAB 7.3 MAT-file, Platform: GLNXA64")));
  EXPECT_TRUE(is_mat(folder.write("d", mat_word(0) + mat_word(1) + mat_word(1) + mat_word(0) +
                                           mat_word(2) + std::string("a\0", 2))));
  EXPECT_FALSE(is_mat(folder.write("e", mat_file("").substr(0, 127))));
  EXPECT_FALSE(is_mat(folder.write("f", from_hex("00000803 00000001"))));
  EXPECT_FALSE(is_mat(folder.path()));
  EXPECT_FALSE(is_mat(folder.path() / "none"));
}

}  // namespace
}  // namespace sae::format
