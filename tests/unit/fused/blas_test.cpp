// SPDX-License-Identifier: MIT
// Tests of matrix products on raw memory.
#include "fused/blas.h"

#include <ATen/TensorOperators.h>
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/tensors.h"

namespace sae::fused {
namespace {

Matrix<const double> view(const at::Tensor& tensor) {
  return {tensor.const_data_ptr<double>(), tensor.stride(0)};
}

// A program's symbols take precedence over those of its libraries. Without this override MKL is
// slow on AMD.
TEST(Multiply, OverridesMklsCpuCheck) {
  void* const asked = ::dlsym(RTLD_DEFAULT, "mkl_serv_intel_cpu_true");
  if (asked == nullptr) GTEST_SKIP() << "the BLAS is not MKL";
  Dl_info place{};
  ASSERT_NE(::dladdr(asked, &place), 0);
  EXPECT_TRUE(std::filesystem::equivalent(place.dli_fname, "/proc/self/exe")) << place.dli_fname;
}

TEST(Multiply, AcceptsTransposedFactors) {
  const at::Tensor left = test::uniform({3, 5}, 1), right = test::uniform({5, 4}, 2);
  const at::Tensor left_t = left.t().contiguous(), right_t = right.t().contiguous();
  for (const bool turn_left : {false, true}) {
    for (const bool turn_right : {false, true}) {
      const at::Tensor result = test::uniform({3, 4}, 3);
      Product<double> product;
      product.rows = 3;
      product.columns = 4;
      product.inner = 5;
      product.left = view(turn_left ? left_t : left);
      product.left_factor = turn_left ? Factor::kTransposed : Factor::kPlain;
      product.right = view(turn_right ? right_t : right);
      product.right_factor = turn_right ? Factor::kTransposed : Factor::kPlain;
      product.result = {result.mutable_data_ptr<double>(), 4};
      multiply(product);
      EXPECT_LT(test::distance(result, left.mm(right)), 1e-14);
      product.accumulate = true;
      multiply(product);
      EXPECT_LT(test::distance(result, left.mm(right) * 2), 1e-14);
    }
  }
}

TEST(Multiply, WritesOnlyItsBlock) {
  const at::Tensor left = test::uniform({3, 5}, 1), right = test::uniform({5, 9}, 2);
  const at::Tensor result = test::uniform({3, 9}, 3), before = result.clone();
  Product<double> product;
  product.rows = 3;
  product.columns = 2;
  product.inner = 5;
  product.left = view(left);
  product.right = {right.const_data_ptr<double>() + 4, 9};
  product.result = {result.mutable_data_ptr<double>() + 4, 9};
  const SingleBlasThread single;
  multiply(product);
  EXPECT_LT(test::distance(result.narrow(1, 4, 2), left.mm(right.narrow(1, 4, 2))), 1e-14);
  EXPECT_TRUE(result.narrow(1, 0, 4).equal(before.narrow(1, 0, 4)));
  EXPECT_TRUE(result.narrow(1, 6, 3).equal(before.narrow(1, 6, 3)));
  product.rows = 0;
  multiply(product);  // empty product: the BLAS must not report an error
}

}  // namespace
}  // namespace sae::fused
