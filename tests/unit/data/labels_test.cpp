// SPDX-License-Identifier: MIT
// Tests of reading label files.
#include <gtest/gtest.h>

#include "data/readers.h"
#include "format/idx.h"
#include "support/bytes.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"
#include "support/zip.h"

namespace sae::data {
namespace {

using test::from_hex;
using Labels = std::vector<std::int64_t>;
using Words = std::vector<std::string>;

// A .npy file of version 1.0.
std::string npy_of(const std::string& descr, const std::string& shape, const std::string& digits) {
  const std::string text =
      "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
  return from_hex("934e554d5059 0100") + static_cast<char>(text.size()) + '\0' + text +
         from_hex(digits);
}

struct Found {
  Labels classes;
  Words names;
  bool operator==(const Found&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const Found& found) {
  for (const auto value : found.classes) stream << value << ' ';
  for (const std::string& name : found.names) stream << '[' << name << ']';
  return stream;
}

Found read_label_bytes(std::int64_t rows, const std::string& bytes) {
  const test::TemporaryFolder folder;
  Dataset dataset;
  dataset.features = at::empty({rows, 1});
  read_labels(folder.write("labels", bytes), dataset);
  return {test::integers(dataset.labels), dataset.class_names};
}

std::string label_refusal(std::int64_t rows, const std::string& bytes) {
  const std::string failure = test::failure([&] { read_label_bytes(rows, bytes); });
  const std::size_t place = failure.find("labels: ");
  return place == std::string::npos ? failure.substr(failure.find("labels:") + 6)
                                    : failure.substr(place + 8);
}

TEST(ReadLabels, ReadsWholeNumbersOfEveryType) {
  const Found found{{1, 0, 2}, {"-1", "2", "1000000000"}};
  const Found small{{0, 2, 1}, {"3", "5", "9"}};
  EXPECT_EQ(read_label_bytes(
                3, npy_of("<i8", "(3,)", "0200000000000000 ffffffffffffffff 00ca9a3b00000000")),
            found);
  EXPECT_EQ(read_label_bytes(3, npy_of("<i4", "(3,)", "02000000 ffffffff 00ca9a3b")), found);
  EXPECT_EQ(read_label_bytes(
                3, npy_of(">f8", "(3, 1)", "4000000000000000 bff0000000000000 41cdcd6500000000")),
            found);
  EXPECT_EQ(read_label_bytes(3, npy_of(">u2", "(3,)", "0003 0009 0005")), small);
  EXPECT_EQ(read_label_bytes(3, npy_of("|i1", "(3,)", "03 09 05")), small);
  EXPECT_EQ(read_label_bytes(3, from_hex("00000801 00000003 03 09 05")), small);
  EXPECT_EQ(read_label_bytes(3, from_hex("00000b01 00000003 0003 0009 0005")), small);
  EXPECT_EQ(read_label_bytes(3, from_hex("00000c02 00000003 00000001 00000003 00000009 00000005")),
            small);
  EXPECT_EQ(read_label_bytes(3, test::gzipped(npy_of("|u1", "(3,)", "03 09 05"))), small);
}

TEST(ReadLabels, ReadsBoolAsZeroAndOne) {
  EXPECT_EQ(read_label_bytes(3, npy_of("|b1", "(3,)", "010001")), (Found{{1, 0, 1}, {"0", "1"}}));
}

TEST(ReadLabels, ReadsTextsAsNames) {
  // "dog", "ant", "dog"; "10", "9", "10" are numbers.
  EXPECT_EQ(read_label_bytes(3, npy_of("|S3", "(3,)", "646f67 616e74 646f67")),
            (Found{{1, 0, 1}, {"ant", "dog"}}));
  EXPECT_EQ(read_label_bytes(2, npy_of("<U2", "(2,)", "6100000062000000 e900000000000000")),
            (Found{{0, 1}, {"ab", "\u00e9"}}));
  EXPECT_EQ(read_label_bytes(3, npy_of("|S2", "(3, 1)", "3130 3900 3130")),
            (Found{{1, 0, 1}, {"9", "10"}}));
}

TEST(ReadLabels, ReadsATableOfOneColumn) {
  EXPECT_EQ(read_label_bytes(3, "cat\nant\ncat\n"), (Found{{1, 0, 1}, {"ant", "cat"}}));
  EXPECT_EQ(read_label_bytes(3, test::gzipped("cat\nant\ncat\n")),
            (Found{{1, 0, 1}, {"ant", "cat"}}));
  EXPECT_EQ(read_label_bytes(3, "0\n2\n1\n"), (Found{{0, 2, 1}, {"0", "1", "2"}}));
  EXPECT_EQ(read_label_bytes(3, "class\n0\n2\n1\n"), (Found{{0, 2, 1}, {"0", "1", "2"}}));
}

// Only the number of rows distinguishes a header from names.
TEST(ReadLabels, DropsAnExtraFirstLabelAsHeader) {
  EXPECT_EQ(read_label_bytes(3, "species\ncat\nant\ncat\n"), (Found{{1, 0, 1}, {"ant", "cat"}}));
  const std::string four = "expected 3 labels, one for each row, found 4";
  EXPECT_EQ(label_refusal(3, "cat\ncat\nant\ncat\n"), four);
  EXPECT_EQ(label_refusal(3, "7\n1\n2\n3\n"), four);
}

TEST(ReadLabels, ReadsAnArrayOfAnArchive) {
  const test::TemporaryFolder folder;
  const auto path = folder.write(
      "d.npz", test::stored_zip({{"X.npy", "x"}, {"y.npy", npy_of("|u1", "(1,)", "07")}}));
  Dataset dataset;
  dataset.features = at::empty({1, 1});
  read_labels(path.string() + ":y", dataset);
  EXPECT_EQ(dataset.class_names, Words{"7"});
}

TEST(ReadLabels, RefusesInvalidLabels) {
  const std::string row = "row 1, column 0 (from 0): expected a whole number, found ";
  EXPECT_EQ(label_refusal(2, npy_of("<f8", "(2,)", "0000000000000000 9a99999999990540")),
            row + "2.7");
  EXPECT_EQ(label_refusal(2, npy_of("<f8", "(2,)", "0000000000000000 000000000000f87f")),
            row + "nan");
  EXPECT_EQ(label_refusal(1, npy_of("<u8", "(1,)", "ffffffffffffffff")),
            "row 0, column 0 (from 0): expected an integer up to 2^53, found "
            "18446744073709551615");
  EXPECT_EQ(label_refusal(2, npy_of("|S3", "(2,)", "616e74 000000")),
            "row 1 (from 0): expected a label, found ''");
  EXPECT_EQ(label_refusal(2, npy_of("|S3", "(2,)", "616e74 6e616e")),
            "row 1 (from 0): expected a label, found 'nan'");
}

// FashionMNIST's classes have names beside their labels; other data's classes are named by the
// labels.
TEST(ReadLabels, ReplacesTheLabelsOfEarlierClasses) {
  const test::TemporaryFolder folder;
  Dataset dataset;
  dataset.features = at::empty({2, 1});
  dataset.class_labels = {"0", "1", "2"};
  read_labels(folder.write("labels", "boot\nT-shirt\n"), dataset);
  EXPECT_EQ(dataset.class_names, (Words{"T-shirt", "boot"}));
  EXPECT_EQ(dataset.class_labels, Words{});
}

TEST(ReadLabels, RefusesOtherShapes) {
  const std::string shape = "expected labels of shape N or N x 1, found ";
  EXPECT_EQ(label_refusal(2, npy_of("|u1", "(2, 2)", "01000001")), shape + "2 x 2");
  EXPECT_EQ(label_refusal(2, npy_of("|S1", "(1, 2)", "6162")), shape + "1 x 2");
  EXPECT_EQ(label_refusal(2, format::idx_bytes({{2, 1, 1}, {1, 2}})), shape + "2 x 1 x 1");
  EXPECT_EQ(label_refusal(2, ",species\n0,cat\n1,ant\n"), "expected one column of labels, found 2");
  const std::string two = "expected 2 labels, one for each row, found 3";
  EXPECT_EQ(label_refusal(2, npy_of("|u1", "(3,)", "010203")), two);
  EXPECT_EQ(label_refusal(2, npy_of("|S1", "(3,)", "616263")), two);
  EXPECT_EQ(label_refusal(2, format::idx_bytes({{3}, {1, 2, 3}})), two);
  EXPECT_EQ(label_refusal(2, "1\n2\n3\n"), two);
}

}  // namespace
}  // namespace sae::data
