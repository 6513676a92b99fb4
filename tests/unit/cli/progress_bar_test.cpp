// SPDX-License-Identifier: MIT
// Tests of the progress bar.
#include "cli/progress_bar.h"

#include <gtest/gtest.h>

namespace sae::cli {
namespace {

TEST(BarText, FillsTheShareThatIsDone) {
  EXPECT_EQ(bar_text(0, 10), "....................");
  EXPECT_EQ(bar_text(5, 20), "#####...............");
  EXPECT_EQ(bar_text(10, 10), "####################");
  EXPECT_EQ(bar_text(12, 10), "####################");
  EXPECT_EQ(bar_text(0, 0), "....................");
}

TEST(RowsLine, GivesTheRateAndTheTimeLeft) {
  EXPECT_EQ(rows_line("encode", 15000, 60000, 1.5, 120),
            "encode [#####...............] 15,000/60,000  10,000 rows/s  4.5 s left");
  EXPECT_EQ(rows_line("encode", 12, 10, 1, 120),
            "encode [####################] 12/10  12 rows/s  0 ms left");
  EXPECT_EQ(rows_line("encode", 0, 60000, 0, 120), "encode [....................] 0/60,000");
  EXPECT_EQ(rows_line("encode", 15000, 60000, 1.5, 10), "encode [##");
}

TEST(ProgressBar, IsSilentWithoutATerminal) {
  testing::internal::CaptureStderr();
  { ProgressBar("encode", 10).add(5); }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace sae::cli
