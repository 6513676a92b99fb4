// SPDX-License-Identifier: MIT
// Tests of a model's plan.
#include "fused/network_plan.h"

#include <gtest/gtest.h>

#include "support/tiny_model.h"

namespace sae::fused {
namespace {

TEST(NetworkPlan, DescribesTheLayersAndPlacesTheirParameters) {
  config::Config config;
  config.model.layers = {4, 3};
  config.model.tied = true;
  config.model.dropout = 0.5;
  const model::Autoencoder model(config.model, 6, 1);
  const FusedPlan plan = placed(network_plan(*model, config, 7), {0, 100, 200, 300, 400, 500});
  ASSERT_EQ(plan.layers.size(), 4U);
  EXPECT_EQ(plan.code, 1U);
  EXPECT_EQ(plan.batch_size, 7);
  EXPECT_TRUE(plan.dropout);
  const std::vector<Index> widths = {6, 4, 3, 4, 6}, weights = {0, 200, 200, 0},
                           biases = {100, 300, 400, 500};
  for (std::size_t i = 0; i < 4; ++i) {
    const FusedLayer& layer = plan.layers[i];
    EXPECT_EQ(layer.in, widths[i]);
    EXPECT_EQ(layer.out, widths[i + 1]);
    EXPECT_EQ(layer.weight, weights[i]);
    EXPECT_EQ(layer.bias, biases[i]);
    EXPECT_EQ(layer.tied, i >= 2);
    EXPECT_EQ(layer.transposed, i >= 2);
    EXPECT_EQ(layer.kl, i == 1);
  }
  EXPECT_EQ(plan.layers[0].partner, 3U);
  EXPECT_EQ(plan.layers[1].partner, 2U);
}

}  // namespace
}  // namespace sae::fused
