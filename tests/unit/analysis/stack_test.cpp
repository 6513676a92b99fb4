// SPDX-License-Identifier: MIT
// Tests of runs one behind the other.
#include "sae/analysis/stack.h"

#include <gtest/gtest.h>

#include "support/failure.h"
#include "support/saved_run.h"

namespace sae::analysis {
namespace {

using test::TemporaryFolder;

/// A run with one linear layer: code = x · weightᵀ + bias, on values as they stand.
std::filesystem::path linear_run(const TemporaryFolder& folder, const std::string& name,
                                 const at::Tensor& weight, const at::Tensor& bias) {
  config::Config config;
  config.model = test::model_config({weight.size(0)}, config::Activation::kRelu,
                                    config::Activation::kIdentity, config::Activation::kIdentity);
  config.model.dtype = config::Dtype::kFloat64;
  config.loss.add_sparse = false;
  config.data.scale = config::Scale::kNone;
  const at::Tensor rows = test::uniform({4, weight.size(1)}, 1);
  return test::save_run(folder.path() / name, config, rows,
                        {weight, bias, weight.t(), test::uniform({weight.size(1)}, 2)})
      .folder;
}

TEST(Stack, GivesEachRunTheCodesOfTheOneBefore) {
  const TemporaryFolder folder;
  const auto one =
      linear_run(folder, "one", test::matrix({{1, 2}, {0, 1}, {1, 0}}), test::vector({0, 1, 2}));
  const auto two = linear_run(folder, "two", test::matrix({{1, 10, 100}}), test::vector({0.5}));
  const Stack stack = Stack::load({one, two});
  EXPECT_EQ(stack.code_width(), 1);
  EXPECT_EQ(stack.first().width(), 2);
  // (3, 4) becomes (11, 5, 5), and that 11 + 50 + 500 + .5.
  EXPECT_EQ(test::values(stack.encode(test::matrix({{3, 4}}))), (std::vector<double>{561.5}));
  EXPECT_EQ(test::values(Stack::load({one}).encode(test::matrix({{3, 4}}))),
            (std::vector<double>{11, 5, 5}));
}

TEST(Stack, RefusesARunThatDoesNotTakeTheCodes) {
  const TemporaryFolder folder;
  const auto one = linear_run(folder, "one", test::matrix({{1, 2}}), test::vector({0}));
  EXPECT_EQ(test::failure([&] {
              Stack::load({one, one});
            }),
            "2: " + one.string() + ": expected a run on the 1 codes of " + one.string() +
                ", found one on rows of 2 values");
}

}  // namespace
}  // namespace sae::analysis
