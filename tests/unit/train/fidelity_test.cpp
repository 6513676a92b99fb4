// SPDX-License-Identifier: MIT
// Tests of mean squared error and PSNR.
#include "train/fidelity.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <cmath>

#include "support/tensors.h"

namespace sae::train {
namespace {

// An mse of a hundredth of the squared peak is 20 dB; one of a sixteenth is 10 log10(16) dB.
TEST(Psnr, MeasuresTheErrorAgainstThePeak) {
  EXPECT_DOUBLE_EQ(psnr(0.01, 1), 20);
  EXPECT_DOUBLE_EQ(psnr(1, 1), 0);
  EXPECT_NEAR(psnr(0.25, 2), 12.041199826559248, 1e-12);
  EXPECT_DOUBLE_EQ(psnr(10, 10), 10);
}

TEST(Psnr, IsInfiniteWithoutAnError) { EXPECT_EQ(psnr(0, 1), HUGE_VAL); }

TEST(ErrorMeter, AveragesOverAllElements) {
  ErrorMeter meter;
  meter.add(test::matrix({{1, 2}, {3, 4}}), test::matrix({{1, 0}, {0, 4}}));  // 4 and 9
  meter.add(test::matrix({{5, 6}}), test::matrix({{6, 6}}));                  // 1
  EXPECT_DOUBLE_EQ(meter.mse(), 14.0 / 6);
}

// A float32 sum stops growing at 2^24.
TEST(ErrorMeter, SumsFloat32InFloat64) {
  ErrorMeter meter;
  const at::Tensor ones = at::ones({1, 4}, at::kFloat), zeros = at::zeros({1, 4}, at::kFloat);
  meter.add(ones * 4096, zeros);
  meter.add(ones, zeros);
  EXPECT_EQ(meter.mse() * 8, 4 * (16777216.0 + 1));
}

}  // namespace
}  // namespace sae::train
