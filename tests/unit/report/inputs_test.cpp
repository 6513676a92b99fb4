// SPDX-License-Identifier: MIT
// Tests of what the network sees of a run's rows.
#include "report/inputs.h"

#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

namespace sae::report {
namespace {

TEST(ValidationInput, IsNoisyOnlyIfValidationWas) {
  data::Dataset rows;
  rows.features = at::ones({4, 4});
  rows.shape = {1, 4, 1};
  config::Config config;
  EXPECT_TRUE(validation_input(config, rows).equal(rows.features));
  config.data.corrupt = config::Corruption{config::Noise::kMask, 0.5};
  EXPECT_FALSE(validation_input(config, rows).equal(rows.features));
  config.data.corrupt_eval = false;
  EXPECT_TRUE(validation_input(config, rows).equal(rows.features));
}

}  // namespace
}  // namespace sae::report
