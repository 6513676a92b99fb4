// SPDX-License-Identifier: MIT
// Tests of `sae verify`, in this process.
#include "cli/cmd_verify.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/failure.h"
#include "support/reported_run.h"

namespace sae::cli {
namespace {

/// The figures of a run whose only epoch has these values of val_mse and val_fvu.
void write_metrics(const test::ReportedRun& run, const std::string& mse) {
  std::ofstream(run.path + "/metrics.csv")
      << "epoch,val_mse,val_fvu,val_l0,val_hoyer,val_n_eff,val_dead,val_always_on,val_zero_codes,"
         "val_rho_hat,val_rho_hat_min,val_rho_hat_max,val_kl\n1,"
      << mse << ",0.08,0.5,1,1,0,0,1,8,8,8,nan\n";
}

// The rows are (8, 8) and (−2, −2): the mean row (3, 3), the variation 100, the error 8.
TEST(VerifyCommand, ReproducesFiguresInOneLine) {
  const test::ReportedRun run;
  write_metrics(run, "2");
  testing::internal::CaptureStdout();
  EXPECT_EQ(verify({run.path}, {}), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            "reproduced to the last digit: train_fingerprint of the rows, last epoch (12)\n");
}

TEST(VerifyCommand, NamesWhatDiffers) {
  const test::ReportedRun run;
  write_metrics(run, "2.5");
  testing::internal::CaptureStdout();
  const std::string failure = test::failure([&] { verify({run.path}, {}); });
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            "differs: metrics.csv: epoch 1 from model.safetensors: val_mse: recorded 2.5, "
            "recomputed 2\n");
  EXPECT_EQ(failure,
            "5: " + run.path + ": expected figures that can be reproduced, found 1 that differ");
}

}  // namespace
}  // namespace sae::cli
