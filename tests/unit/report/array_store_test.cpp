// SPDX-License-Identifier: MIT
// Tests of the arrays that a page decodes.
#include "report/array_store.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cstring>

#include "support/tensors.h"

namespace sae::report {
namespace {

TEST(ArrayStore, PlacesArraysAtMultiplesOfEightBytes) {
  ArrayStore arrays;
  arrays.add("bytes", at::tensor({1, 2, 3}, at::kByte).view({1, 3}));
  arrays.add("numbers", at::tensor({0.5F}, at::kFloat));
  EXPECT_EQ(arrays.index().dump(), R"({"bytes":{"type":"u8","shape":[1,3],"offset":0},)"
                                   R"("numbers":{"type":"f32","shape":[1],"offset":8}})");
  ASSERT_EQ(arrays.bytes().size(), 16U);
  EXPECT_EQ(arrays.bytes().substr(0, 3), "\1\2\3");
  float number = 0;
  std::memcpy(&number, arrays.bytes().data() + 8, sizeof number);
  EXPECT_EQ(number, 0.5F);
}

// From −1 to 1 in 65535 steps.
TEST(Quantise, KeepsTheEndsAndHalfAStep) {
  const at::Tensor values = test::matrix({{-1, 0.3, 1}, {7, 7, 7}});
  const Quantised quantised = quantise(values);
  EXPECT_EQ(quantised.integers[0][0].item<int>(), -32768);
  EXPECT_EQ(quantised.integers[0][2].item<int>(), 32767);
  const at::Tensor restored =
      quantised.low.unsqueeze(1) +
      quantised.step.unsqueeze(1) * (quantised.integers.to(at::kDouble) + 32768);
  EXPECT_LE((restored[0] - values[0]).abs().max().item<double>(), 1.0 / 65535);
  EXPECT_TRUE(restored[1].equal(values[1])) << "a row of equal values";
}

TEST(ToSignedBytes, ScalesEachRowByItsLargestMagnitude) {
  const SignedBytes bytes = to_signed_bytes(test::matrix({{-2, 1, 0}, {0, 0, 0}}));
  EXPECT_TRUE(bytes.integers.equal(at::tensor({-127, 64, 0, 0, 0, 0}, at::kChar).view({2, 3})))
      << bytes.integers;
  EXPECT_NEAR(bytes.scale[0].item<double>(), 2.0 / 127, 1e-9);
}

}  // namespace
}  // namespace sae::report
