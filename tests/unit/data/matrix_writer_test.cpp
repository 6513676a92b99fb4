// SPDX-License-Identifier: MIT
// Tests of matrices that are written block by block. tests/interop reads them with NumPy and SciPy.
#include "data/matrix_writer.h"

#include <gtest/gtest.h>

#include "data/code_files.h"
#include "format/npy.h"
#include "format/safetensors.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

const at::Tensor kRows = test::matrix({{0, 0.1, 0, -2}, {0, 0, 0, 0}, {1e30, 0, 3, 0}});

MatrixPlan plan_of(MatrixFormat format, at::ScalarType type = at::kFloat) {
  MatrixPlan plan;
  plan.format = format;
  plan.type = type;
  plan.rows = 3;
  plan.row_shape = {4};
  return plan;
}

/// The file with the rows in blocks of two and one.
std::filesystem::path written(const test::TemporaryFolder& folder, const MatrixPlan& plan,
                              const at::Tensor& rows = kRows) {
  const std::filesystem::path path = folder.path() / "x";
  base::OutputFile file(path.string(), base::ExistingFile::kReplace);
  const auto writer = MatrixWriter::create(file, plan);
  for (const at::Tensor& part : {rows.narrow(0, 0, 2), rows.narrow(0, 2, 1)}) {
    writer->write(writer->prepare(part.to(plan.type)));
  }
  writer->finish();
  file.commit();
  return path;
}

TEST(MatrixWriter, WritesNumPyFiles) {
  const test::TemporaryFolder folder;
  MatrixPlan plan = plan_of(MatrixFormat::kNpy, at::kByte);
  plan.row_shape = {2, 2};
  const at::Tensor rows = test::matrix({{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 255}});
  EXPECT_EQ(
      test::file_content(written(folder, plan, rows)),
      format::npy_header(format::NumberType::kUint8, {3, 2, 2}) + "\1\2\3\4\5\6\7\10\11\12\13\377");
}

TEST(MatrixWriter, WritesTextWithAllDigits) {
  const test::TemporaryFolder folder;
  MatrixPlan plan = plan_of(MatrixFormat::kCsv);
  EXPECT_EQ(test::file_content(written(folder, plan)), "0,0.1,0,-2\n0,0,0,0\n1e+30,0,3,0\n");
  plan.columns = {"a", "b,c", "d", "e"};
  plan.type = at::kDouble;
  EXPECT_EQ(test::file_content(written(folder, plan, kRows + 0.0000001)),
            "a,\"b,c\",d,e\n1e-07,0.10000010000000001,1e-07,-1.9999999\n1e-07,1e-07,1e-07,1e-"
            "07\n1e+30,1e-07,"
            "3.0000001,1e-07\n");
}

TEST(MatrixWriter, WritesSafetensors) {
  const test::TemporaryFolder folder;
  MatrixPlan plan = plan_of(MatrixFormat::kSafetensors, at::kDouble);
  plan.array_name = "codes";
  plan.metadata = {{"runs", "x"}};
  const auto file = format::parse_safetensors(test::file_content(written(folder, plan)), "x",
                                              format::Seal::kOptional);
  EXPECT_EQ(file.metadata, plan.metadata);
  ASSERT_EQ(file.arrays.size(), 1U);
  EXPECT_EQ(file.arrays[0].name, "codes");
  EXPECT_EQ(file.arrays[0].shape, (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(file.arrays[0].bytes,
            std::string(static_cast<const char*>(kRows.const_data_ptr()), kRows.nbytes()));
}

TEST(MatrixWriter, WritesSparseRows) {
  const test::TemporaryFolder folder;
  const auto numbers = [&](const std::filesystem::path& path, const std::string& array) {
    WantedRows wanted;
    wanted.config.data = path.string() + ":" + array;
    wanted.division = SplitMode::kNone;
    const auto stream = open_rows(wanted);
    std::vector<double> values;
    stream->read(100, [&](const Dataset& block) {
      values = test::values(block.features);
      return true;
    });
    return values;
  };
  const auto path = written(folder, plan_of(MatrixFormat::kSparse, at::kDouble));
  EXPECT_EQ(numbers(path, "data"), (std::vector<double>{0.1, -2, 1e30, 3}));
  EXPECT_EQ(numbers(path, "indices"), (std::vector<double>{1, 3, 0, 2}));
  EXPECT_EQ(numbers(path, "indptr"), (std::vector<double>{0, 2, 2, 4}));
  EXPECT_EQ(numbers(path, "shape"), (std::vector<double>{3, 4}));
  EXPECT_EQ(test::count_entries(folder.path()), 1);
}

TEST(MatrixWriter, CountsSparseValues) {
  base::OutputFile file("/dev/null", base::ExistingFile::kRefuse);
  const auto writer = MatrixWriter::create(file, plan_of(MatrixFormat::kSparse));
  const at::Tensor rows = test::matrix({{0, 0, 1, 0}, {-0.0, 2, 3, 0}}).to(at::kFloat);
  writer->write(writer->prepare(rows));
  EXPECT_EQ(writer->sparse_values(), 3);
}

}  // namespace
}  // namespace sae::data
