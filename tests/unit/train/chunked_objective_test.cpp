// SPDX-License-Identifier: MIT
// Tests of an objective that is computed in chunks.
#include "train/chunked_objective.h"

#include <gtest/gtest.h>

#include "base/chunks.h"
#include "support/tensors.h"

namespace sae::train {
namespace {

// With w = (2, 3) and x = 1 … 5: loss Σ x (w0 + w1²) = 15 · 11, of which Σ x w0 is the decay.
// Derivatives: 15 and 15 · 2 · 3.
TEST(SumOverChunks, AddsTermsAndGradients) {
  const model::FlatParameters parameters({{"w", test::vector({2, 3}).set_requires_grad(true)}});
  const at::Tensor w = parameters.parameters()[0].tensor;
  const at::Tensor x = test::vector({1, 2, 3, 4, 5});
  for (const std::int64_t chunk : {1, 2, 5, 100}) {
    const Evaluated found = sum_over_chunks(
        5, base::kChunkBytes / chunk, parameters, [&](std::int64_t start, std::int64_t count) {
          const at::Tensor sum = x.narrow(0, start, count).sum();
          loss::LossTerms terms;
          terms.reconstruction = sum * w[1].square();
          terms.decay = sum * w[0];
          terms.mse = terms.penalty = terms.auxk = test::scalar(0);
          terms.loss = terms.reconstruction + terms.decay;
          return terms;
        });
    EXPECT_DOUBLE_EQ(found.value(), 165);
    EXPECT_DOUBLE_EQ(found.terms.reconstruction, 135);
    EXPECT_DOUBLE_EQ(found.terms.decay, 30);
    EXPECT_EQ(test::values(parameters.views(found.gradient)[0].tensor),
              (std::vector<double>{15, 90}));
  }
}

TEST(AutogradBytes, CountsEachActivationThreeTimes) { EXPECT_EQ(autograd_bytes(8), 24); }

}  // namespace
}  // namespace sae::train
