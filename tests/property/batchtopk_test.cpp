// SPDX-License-Identifier: MIT
// The hand-written step equals the reference step for codes chosen in the batch.
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "property/cases.h"
#include "property/twins.h"

namespace sae {
namespace {

using test::kBatch;
using test::kWidth;

config::Config batchtopk_config() {
  config::Config config = test::one_step({160});
  config.optim.lr = 0.1;
  config.loss.add_sparse = false;
  config.model.code_activation = config::Activation::kBatchTopk;
  config.model.k = 5;
  config.model.output_activation = config::Activation::kIdentity;
  return config;
}

/// Three steps, the last one with fewer rows. Most values of the second batch are smaller, so that
/// the first one's bound is too high.
void expect_same_batchtopk_steps(const config::Config& config, at::ScalarType type, int threads,
                                 double tolerance) {
  test::Twins twins(config, type, threads);
  const std::string what = test::describe(config) + " threads=" + std::to_string(threads);
  const auto rows = [&](std::uint64_t seed, std::int64_t count, double size) {
    return test::uniform({count, kWidth}, seed, -size, size).to(type);
  };
  test::expect_same_step(twins, what, tolerance, rows(5, kBatch, 1));
  test::expect_same_step(twins, what, tolerance, rows(6, kBatch, 0.1));
  test::expect_same_step(twins, what, tolerance, rows(7, 20, 1));
  const auto expected = twins.plain_model->threshold().item<double>();
  EXPECT_GT(expected, 0);
  EXPECT_NEAR(twins.fused_model->threshold().item<double>(), expected, tolerance * expected);
}

TEST(BatchTopk, HasTheReferenceGradientsAndThreshold) {
  for (const bool tied : {false, true}) {
    for (const bool pre_bias : {false, true}) {
      for (const int threads : {1, 2, 3}) {
        config::Config config = batchtopk_config();
        config.model.tied = tied;
        config.model.pre_bias = pre_bias;
        expect_same_batchtopk_steps(config, at::kDouble, threads, 1e-9);
      }
    }
  }
  expect_same_batchtopk_steps(batchtopk_config(), at::kFloat, 2, 1e-4);
}

TEST(BatchTopk, HasTheReferenceGradientsWithDeadUnits) {
  config::Config config = batchtopk_config();
  config.loss.auxk = 1;
  config.loss.dead_after = kBatch;
  expect_same_batchtopk_steps(config, at::kDouble, 2, 1e-9);
}

}  // namespace
}  // namespace sae
