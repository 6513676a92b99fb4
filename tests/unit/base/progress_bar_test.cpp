// SPDX-License-Identifier: MIT
// Tests of the progress bar.
#include "base/progress_bar.h"

#include <gtest/gtest.h>

namespace sae::base {
namespace {

TEST(BarText, FillsTheShareThatIsDone) {
  EXPECT_EQ(bar_text(0, 10), "....................");
  EXPECT_EQ(bar_text(5, 20), "#####...............");
  EXPECT_EQ(bar_text(10, 10), "####################");
  EXPECT_EQ(bar_text(12, 10), "####################");
  EXPECT_EQ(bar_text(0, 0), "....................");
}

TEST(WorkLine, GivesTheRateAndTheTimeLeft) {
  EXPECT_EQ(work_line({"encode", 60000, "rows"}, 15000, 1.5, 120),
            "encode [#####...............] 15,000/60,000  10,000 rows/s  4.5 s left");
  EXPECT_EQ(work_line({"encode", 10, "rows"}, 12, 1, 120),
            "encode [####################] 12/10  12 rows/s  0 ms left");
  EXPECT_EQ(work_line({"encode", 60000, "rows"}, 0, 0, 120),
            "encode [....................] 0/60,000");
  EXPECT_EQ(work_line({"encode", 60000, "rows"}, 15000, 1.5, 10), "encode [##");
  EXPECT_EQ(work_line({"k-means", 10}, 5, 2, 120),
            "k-means [##########..........] 5/10  2.0 s left");
}

TEST(ProgressBar, IsSilentBeforeTheLogIsSetUp) {
  testing::internal::CaptureStderr();
  { ProgressBar({"encode", 10}).add(5); }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace sae::base
