// SPDX-License-Identifier: MIT
// Tests of the table of the rows of a matrix.
#include "cli/rows_table.h"

#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "support/memory_rows.h"
#include "support/temporary_folder.h"
#include "support/tensors.h"

namespace sae::cli {
namespace {

using base::ExistingFile;

/// Two images of classes.
std::unique_ptr<const data::RowStream> two_images() {
  data::Dataset rows;
  rows.features = at::zeros({2, 1});
  rows.labels = test::vector({1, 0}).to(at::kLong);
  rows.class_names = {"cat", "dog"};
  rows.row_names = {"a,b.png", "c.png"};
  return test::stream_of(std::move(rows));
}

std::string written_table(const data::RowStream& rows, const std::string& path) {
  RowsTable table(rows, path, ExistingFile::kRefuse);
  rows.read(1, [&](const data::Dataset& block) {
    table.write(table.lines(block));
    return true;
  });
  table.commit();
  return test::file_content(path);
}

TEST(RowsTable, NamesImagesAndClasses) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(written_table(*two_images(), (folder.path() / "rows.csv").string()),
            "row,label\n\"a,b.png\",dog\nc.png,cat\n");
}

TEST(RowsTable, NumbersOtherRows) {
  const test::TemporaryFolder folder;
  data::Dataset rows;
  rows.features = at::zeros({2, 1});
  rows.row_ids = test::vector({3, 8}).to(at::kLong);
  EXPECT_EQ(written_table(*test::stream_of(std::move(rows)), (folder.path() / "rows.csv").string()),
            "row\n3\n8\n");
}

TEST(RowsTable, IsNotWrittenBesideADevice) {
  const auto rows = two_images();
  const base::OutputFile file("/dev/null", ExistingFile::kRefuse);
  RowsTable table(*rows, file, ExistingFile::kRefuse);
  EXPECT_EQ(table.mention(), "");
  table.write("x");
  table.commit();
  EXPECT_FALSE(std::filesystem::exists("/dev/null.rows.csv"));
}

}  // namespace
}  // namespace sae::cli
