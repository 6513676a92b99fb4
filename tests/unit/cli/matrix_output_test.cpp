// SPDX-License-Identifier: MIT
// Tests of where matrices are written.
#include "cli/matrix_output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

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
            "2: --out_format: expected npy, csv or safetensors without --sparse, found 'npz'");
  EXPECT_EQ(test::hint([] { format_of("-", Sparse::kNo, MatrixFormat::kSparse); }), "add --sparse");
  EXPECT_EQ(refusal("-", Sparse::kNever, MatrixFormat::kSparse),
            "2: --out_format: expected npy, csv or safetensors, found 'npz'");
  EXPECT_EQ(refusal("-", Sparse::kYes, MatrixFormat::kCsv),
            "2: --out_format: expected npz with --sparse, found 'csv'");
  EXPECT_EQ(test::failure([] { matrix_format({}, Sparse::kNo); }),
            "2: --out: expected a file, found none");
}

/// While it exists, standard output is a terminal.
class PseudoTerminal {
 public:
  PseudoTerminal() {
    const int pair = ::posix_openpt(O_RDWR | O_NOCTTY);
    ::grantpt(pair);
    ::unlockpt(pair);
    const int terminal = ::open(::ptsname(pair), O_RDWR | O_NOCTTY);
    ::dup2(terminal, STDOUT_FILENO);
    ::close(terminal);
    pair_ = pair;
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;
  ~PseudoTerminal() {
    ::dup2(before_, STDOUT_FILENO);
    ::close(before_);
    ::close(pair_);
  }

 private:
  int before_ = ::dup(STDOUT_FILENO), pair_ = -1;
};

TEST(MatrixFormat, ShowsOnlyTextOnATerminal) {
  std::string binary, hint, text;
  base::Progress with_output = base::Progress::kShown, with_file = base::Progress::kHidden;
  {
    const PseudoTerminal terminal;
    binary = test::failure([] { format_of("-"); });
    hint = test::hint([] { format_of("-"); });
    text = test::failure([] { format_of("-", Sparse::kNo, MatrixFormat::kCsv); });
    MatrixOptions options;
    options.out = "-";
    with_output = progress_of(options);
    options.out = "x.npy";
    with_file = progress_of(options);
  }
  EXPECT_EQ(binary, "2: --out: expected a file or a pipe for binary npy, found a terminal");
  EXPECT_EQ(hint, "use --out_format csv");
  EXPECT_EQ(text, "no error");
  EXPECT_EQ(with_output, base::Progress::kHidden);
  EXPECT_EQ(with_file, base::Progress::kShown);
}

TEST(ExpectMatrixWritable, RefusesAnExistingTableOfRows) {
  const test::TemporaryFolder folder;
  MatrixOptions options;
  options.out = (folder.path() / "x.npy").string();
  EXPECT_EQ(rows_table_of(*options.out), *options.out + ".rows.csv");
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, true); }), "no error");
  folder.write("x.npy.rows.csv", "");
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, true); }),
            "4: " + *options.out + ".rows.csv: expected a new name, found an existing file");
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, false); }), "no error");
  options.force = true;
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, true); }), "no error");
  options = {};
  options.out = "/dev/null";
  EXPECT_EQ(test::failure([&] { expect_matrix_writable(options, true); }), "no error");
}

}  // namespace
}  // namespace sae::cli
