// SPDX-License-Identifier: MIT
// Tests of reading codes.
#include "data/code_files.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/matrix_writer.h"
#include "format/npy.h"
#include "format/safetensors.h"
#include "support/failure.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"
#include "support/zip.h"

namespace sae::data {
namespace {

const at::Tensor kCodes =
    test::matrix({{0, 0.1, 0, -2}, {0, 0, 0, 0}, {1e30, 0, 3, 0}, {0, 0, 0, 7}});

std::string write_codes(const test::TemporaryFolder& folder, MatrixFormat format,
                        const at::Tensor& codes) {
  const std::string path = (folder.path() / "codes").string();
  base::OutputFile file(path, base::ExistingFile::kReplace);
  const auto writer = MatrixWriter::create(file, {format,
                                                  codes.scalar_type(),
                                                  codes.size(0),
                                                  {codes.size(1)},
                                                  {"u0", "u1", "u2", "u3"},
                                                  "codes"});
  writer->write(writer->prepare(codes));
  writer->finish();
  file.commit();
  return path;
}

at::Tensor read_codes(const std::string& path, std::int64_t width, std::int64_t rows) {
  std::vector<at::Tensor> blocks;
  open_codes(path, width)->read(rows, [&](const Dataset& block) {
    EXPECT_EQ(block.row_ids.size(0), block.rows());
    blocks.push_back(block.features);
    return true;
  });
  return at::cat(blocks);
}

TEST(OpenCodes, ReadsAllFormatsThatAreWritten) {
  const test::TemporaryFolder folder;
  for (const MatrixFormat format : {MatrixFormat::kNpy, MatrixFormat::kCsv,
                                    MatrixFormat::kSafetensors, MatrixFormat::kSparse}) {
    for (const at::ScalarType type : {at::kFloat, at::kDouble}) {
      const std::string path = write_codes(folder, format, kCodes.to(type));
      for (const std::int64_t rows : {1, 3, 100}) {
        EXPECT_TRUE(read_codes(path, 4, rows).to(type).equal(kCodes.to(type)))
            << static_cast<int>(format);
      }
      EXPECT_EQ(test::failure([&] { open_codes(path, 6); }),
                "3: " + path + ": expected codes of 6 units, found rows of 4 values");
    }
  }
}

TEST(OpenCodes, RefusesAMissingFile) {
  EXPECT_EQ(test::failure([&] { open_codes("none.npy", 1); }),
            "3: none.npy: expected a file of codes, found nothing");
}

TEST(OpenCodes, ReadsMatricesOfZeros) {
  const test::TemporaryFolder folder;
  const at::Tensor zeros = at::zeros({3, 4});
  EXPECT_TRUE(read_codes(write_codes(folder, MatrixFormat::kSparse, zeros), 4, 2).equal(zeros));
}

template <class Value>
std::string npy(format::NumberType type, const std::vector<Value>& values) {
  return format::npy_bytes({type, {std::ssize(values)}, std::as_bytes(std::span(values))});
}

/// A sparse matrix of two rows and three columns. values: the .npy file of the three values.
std::string sparse_of(const std::string& values, const std::vector<std::int32_t>& indices,
                      const std::vector<std::int32_t>& indptr, const std::string& format = "csr") {
  return test::stored_zip({{"data.npy", values},
                           {"indices.npy", npy(format::NumberType::kInt32, indices)},
                           {"indptr.npy", npy(format::NumberType::kInt32, indptr)},
                           {"format.npy", format::npy_text(format)},
                           {"shape.npy", npy<std::int64_t>(format::NumberType::kInt64, {2, 3})}});
}

/// The same of the values 1, 2 and 4.
std::string sparse(const std::vector<std::int32_t>& indices,
                   const std::vector<std::int32_t>& indptr, const std::string& format = "csr") {
  return sparse_of(npy<float>(format::NumberType::kFloat32, {1, 2, 4}), indices, indptr, format);
}

TEST(OpenCodes, AddsValuesOfTheSamePlace) {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("x.npz", sparse({2, 0, 0}, {0, 1, 3})).string();
  EXPECT_TRUE(read_codes(path, 3, 1).equal(test::matrix({{0, 0, 1}, {6, 0, 0}}).to(at::kFloat)));
}

TEST(OpenCodes, ReadsWholeNumbersOfAnyType) {
  using format::NumberType;
  const test::TemporaryFolder folder;
  const at::Tensor expected = test::matrix({{0, 0, 1}, {4, 2, 0}});
  const std::vector<std::string> files = {npy<std::int8_t>(NumberType::kInt8, {1, 2, 4}),
                                          npy<std::uint16_t>(NumberType::kUint16, {1, 2, 4}),
                                          npy<std::int32_t>(NumberType::kInt32, {1, 2, 4}),
                                          npy<std::uint32_t>(NumberType::kUint32, {1, 2, 4}),
                                          npy<std::int64_t>(NumberType::kInt64, {1, 2, 4}),
                                          npy<std::uint64_t>(NumberType::kUint64, {1, 2, 4})};
  for (const std::string& data : files) {
    const auto path = folder.write("x.npz", sparse_of(data, {2, 1, 0}, {0, 1, 3}));
    EXPECT_TRUE(read_codes(path.string(), 3, 2).to(at::kDouble).equal(expected));
  }
}

TEST(OpenCodes, RefusesCodesThatAreNotFinite) {
  const test::TemporaryFolder folder;
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  for (const MatrixFormat format :
       {MatrixFormat::kNpy, MatrixFormat::kSafetensors, MatrixFormat::kSparse}) {
    for (const double wrong : {nan, infinity}) {
      const std::string path =
          write_codes(folder, format, test::matrix({{0, 1, 2, 3}, {0, wrong, 0, 0}}));
      const auto read = [&] { read_codes(path, 4, 1); };
      EXPECT_EQ(test::failure(read),
                "3: " + path + ": row 1, column 1 (from 0): expected finite numbers, found " +
                    (wrong == wrong ? "inf" : "nan"));
      EXPECT_EQ(test::hint(read),
                wrong == wrong ? "" : "codes must be finite: replace nan before decoding");
    }
  }
  const std::string table = folder.write("t.csv", "1,2\n3,nan\n").string();
  EXPECT_EQ(test::failure([&] { read_codes(table, 2, 1); }),
            "3: " + table + ": row 1, column 1 (from 0): expected finite numbers, found nan");
  EXPECT_EQ(test::hint([&] { read_codes(table, 2, 1); }),
            "codes must be finite: replace nan before decoding");
}

TEST(OpenCodes, NamesAFieldThatIsNoNumber) {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t.csv", "u0,u1\n1,2\n3,x\n").string();
  EXPECT_EQ(test::failure([&] { open_codes(path, 2); }),
            "3: " + path + ":3: column 2 (\"u1\"): expected a number, found 'x'");
}

TEST(OpenCodes, ReportsAFolderThatCannotBeEntered) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / std::string(300, 'x')).string();
  EXPECT_EQ(test::failure([&] { open_codes(path, 2); }).substr(0, 3), "3: ");
}

TEST(OpenCodes, RefusesOtherSparseMatrices) {
  const test::TemporaryFolder folder;
  const auto refusal = [&](const std::string& bytes) {
    const std::string path = folder.write("x.npz", bytes).string();
    const std::string failure = test::failure([&] { read_codes(path, 3, 1); });
    return failure.starts_with("3: " + path + ": ") ? failure.substr(path.size() + 5) : failure;
  };
  EXPECT_EQ(refusal(sparse({0, 1, 2}, {0, 1, 3}, "csc")),
            "expected a matrix of compressed rows (CSR), found 'csc'");
  EXPECT_EQ(refusal(sparse({0, 1, 3}, {0, 1, 3})), "expected column indices from 0 to 2, found 3");
  EXPECT_EQ(refusal(sparse({0, -1, 2}, {0, 1, 3})),
            "expected column indices from 0 to 2, found -1");
  for (const auto& indptr : {std::vector<std::int32_t>{0, 3}, {1, 2, 3}, {0, 4, 3}}) {
    EXPECT_EQ(refusal(sparse({0, 1, 2}, indptr)),
              "expected indptr with 3 ascending numbers from 0, found other numbers");
  }
  EXPECT_EQ(refusal(sparse({0, 1, 2}, {0, 1, 2})), "expected 2 values, as indptr says, found 3");
}

TEST(OpenCodes, RefusesOtherSafetensors) {
  const test::TemporaryFolder folder;
  const std::string path =
      folder.write("x", format::safetensors_header("a", "I64", {1, 1}, {}) + "12345678").string();
  EXPECT_EQ(test::failure([&] { open_codes(path, 1); }),
            "3: " + path + ": expected one array [rows, units] of F32 or F64, found [1, 1] of I64");
}

}  // namespace
}  // namespace sae::data
