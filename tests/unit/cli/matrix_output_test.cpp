// SPDX-License-Identifier: MIT
// Tests of where matrices are written.
#include "cli/matrix_output.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/temporary_folder.h"

namespace sae::cli {
namespace {

using data::MatrixFormat;

MatrixFormat format_of(const std::string& out, Sparse sparse = Sparse::kNo,
                       std::optional<MatrixFormat> typed = {}) {
  MatrixOptions options;
  options.out = out;
  options.out_format = typed;
  return matrix_format(options, sparse);
}

TEST(MatrixFormat, FollowsTheNameOrTheOption) {
  EXPECT_EQ(format_of("a.npy"), MatrixFormat::kNpy);
  EXPECT_EQ(format_of("a.b/c.csv"), MatrixFormat::kCsv);
  EXPECT_EQ(format_of("c.safetensors"), MatrixFormat::kSafetensors);
  EXPECT_EQ(format_of("c.npz", Sparse::kYes), MatrixFormat::kSparse);
  EXPECT_EQ(format_of("c.txt", Sparse::kNo, MatrixFormat::kCsv), MatrixFormat::kCsv);
  for (const char* nameless : {"-", "/dev/null", "codes"}) {
    EXPECT_EQ(format_of(nameless), MatrixFormat::kNpy);
    EXPECT_EQ(format_of(nameless, Sparse::kYes), MatrixFormat::kSparse);
    EXPECT_EQ(format_of(nameless, Sparse::kNo, MatrixFormat::kCsv), MatrixFormat::kCsv);
  }
}

TEST(MatrixFormat, RefusesOthers) {
  const auto refusal = [](const std::string& out, Sparse sparse,
                          std::optional<MatrixFormat> typed = {}) {
    return test::failure([&] { format_of(out, sparse, typed); });
  };
  EXPECT_EQ(refusal("a.txt", Sparse::kNever),
            "2: --out: expected a name that ends in .npy, .csv or .safetensors, found 'a.txt'");
  EXPECT_EQ(refusal("a.npz", Sparse::kNo),
            "2: --out: expected a name that ends in .npy, .csv or .safetensors, or with --sparse "
            "in .npz, found 'a.npz'");
  EXPECT_EQ(refusal("a.npy", Sparse::kYes),
            "2: --out: expected a name that ends in .npz, because of --sparse, found 'a.npy'");
  EXPECT_EQ(refusal("-", Sparse::kNo, MatrixFormat::kSparse),
            "2: --out_format: expected npz exactly with --sparse, found 'npz'");
  EXPECT_EQ(test::failure([] { matrix_format({}, Sparse::kNo); }),
            "2: --out: expected a file, found none");
}

TEST(ExpectMatrixWritable, RefusesAnExistingTableOfRows) {
  const test::TemporaryFolder folder;
  MatrixOptions options;
  options.out = (folder.path() / "x.npy").string();
  EXPECT_EQ(rows_table_of(*options.out), *options.out + ".rows.csv");
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, true); }), "no error");
  folder.write("x.npy.rows.csv", "");
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, true); }),
            "4: " + *options.out + ".rows.csv: expected a new file, found one");
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, false); }), "no error");
  options.force = true;
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, true); }), "no error");
  options = {};
  options.out = "/dev/null";
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, true); }), "no error");
}

}  // namespace
}  // namespace sae::cli
