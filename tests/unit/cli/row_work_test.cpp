// SPDX-License-Identifier: MIT
// Tests of working on the rows of a stream.
#include "cli/row_work.h"

#include <ATen/ops/arange.h>
#include <gtest/gtest.h>

#include <csignal>

#include "support/failure.h"
#include "support/memory_rows.h"

namespace sae::cli {
namespace {

data::Dataset counted(std::int64_t rows) {
  data::Dataset dataset;
  dataset.features = at::arange(rows, at::kDouble).unsqueeze(1);
  return dataset;
}

std::unique_ptr<const data::RowStream> counted_rows(std::int64_t rows) {
  return test::stream_of(counted(rows));
}

TEST(RowsOfBlock, FitInACache) {
  EXPECT_EQ(rows_of_block(8192), 128);
  EXPECT_EQ(rows_of_block(0), 256);
  EXPECT_EQ(rows_of_block(1 << 20), 16);
}

TEST(WorkOnRows, TakesAllRowsInOrder) {
  const base::InterruptGuard guard;
  const auto rows = counted_rows(100);
  std::vector<double> found;
  const int signal = work_on_rows<at::Tensor>(
      *rows, {"test", 3, 1 << 16},
      [](const data::Dataset& block) { return block.features.square(); },
      [&](const at::Tensor& squares) {
        EXPECT_LE(squares.size(0), 16);
        for (std::int64_t i = 0; i < squares.size(0); ++i)
          found.push_back(squares[i].item<double>());
      });
  EXPECT_EQ(signal, 0);
  ASSERT_EQ(found.size(), 100U);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(found[i], static_cast<double>(i * i));
}

TEST(WorkOnRows, RefusesAnotherNumberOfRowsThanAtFirst) {
  const base::InterruptGuard guard;
  const auto refusal = [](std::int64_t announced, std::int64_t found) {
    const test::MemoryRows rows(counted(found), announced);
    return test::failure([&] {
      work_on_rows<int>(
          rows, {"test", 1, 1}, [](const data::Dataset&) { return 0; }, [](const int&) {});
    });
  };
  EXPECT_EQ(refusal(1000, 999),
            "3: x: expected 1,000 rows as at the first reading, found 999 (was it changed?)");
  EXPECT_EQ(refusal(3, 5),
            "3: x: expected 3 rows as at the first reading, found 5 (was it changed?)");
  EXPECT_EQ(refusal(5, 5), "no error");
}

TEST(WorkOnRows, EndsAfterASignal) {
  const base::InterruptGuard guard;
  const auto rows = counted_rows(1000);
  int taken = 0;
  const int signal = work_on_rows<int>(
      *rows, {"test", 1, 1 << 16}, [](const data::Dataset&) { return 0; },
      [&](const int&) {
        if (++taken == 2) std::raise(SIGINT);
      });
  EXPECT_EQ(signal, SIGINT);
  EXPECT_EQ(taken, 2);
}

}  // namespace
}  // namespace sae::cli
