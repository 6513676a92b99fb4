// SPDX-License-Identifier: MIT
// Tests of shuffled batches.
#include "data/batcher.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/stack.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/seed.h"
#include "support/tensors.h"

namespace sae::data {
namespace {

using Order = std::vector<std::int64_t>;

/// Row i is (i, 100 + i).
at::Tensor numbered_rows(std::int64_t rows) {
  const at::Tensor ids = at::arange(rows, at::kFloat);
  return at::stack({ids, ids.add(100)}, 1);
}

/// Row numbers of an epoch in batch order.
Order epoch_order(Batcher& batcher, std::int64_t epoch) {
  batcher.start_epoch(epoch);
  Order order;
  for (std::int64_t index = 0; index < batcher.batches(); ++index) {
    const at::Tensor batch = batcher.batch(index).gather();
    EXPECT_TRUE(batch.select(1, 1).equal(batch.select(1, 0).add(100)))
        << "columns of a row were mixed up";
    const Order ids = test::integers(batch.select(1, 0));
    order.insert(order.end(), ids.begin(), ids.end());
  }
  return order;
}

Order epoch_order(std::int64_t batch_size, std::uint64_t seed, std::int64_t epoch) {
  Batcher batcher(numbered_rows(10), batch_size, seed);
  return epoch_order(batcher, epoch);
}

TEST(Batcher, YieldsEveryRowOncePerEpoch) {
  Order all(10);
  std::iota(all.begin(), all.end(), 0);
  for (const std::int64_t batch_size : {1, 3, 7, 10, 64}) {
    for (std::int64_t epoch = 1; epoch <= 3; ++epoch) {
      Order order = epoch_order(batch_size, 5, epoch);
      std::ranges::sort(order);
      EXPECT_EQ(order, all) << "batch size " << batch_size << ", epoch " << epoch;
    }
  }
}

TEST(Batcher, DrawsReproducibleNoiseForEachBatchAndEpoch) {
  const Noise noise{config::Corruption{config::Noise::kGaussian, 1}, {1, 2, 1}, 0.5, 3};
  const auto batch_of = [&](std::int64_t epoch, std::int64_t index) {
    Batcher batcher(numbered_rows(10), 4, 5, noise);
    batcher.start_epoch(epoch);
    return batcher.batch(index);
  };
  const auto noise_of = [](const Batch& batch) { return batch.noisy - batch.gather(); };
  const Batch first = batch_of(1, 0);
  EXPECT_EQ(first.noisy.sizes(), at::IntArrayRef({4, 2}));
  EXPECT_EQ(first.code_mask.sizes(), at::IntArrayRef({4, 3}));
  EXPECT_TRUE(first.noisy.equal(batch_of(1, 0).noisy));
  EXPECT_TRUE(first.code_mask.equal(batch_of(1, 0).code_mask));
  EXPECT_FALSE(noise_of(first).allclose(noise_of(batch_of(1, 1))));
  EXPECT_FALSE(noise_of(first).allclose(noise_of(batch_of(2, 0))));
  EXPECT_FALSE(Batcher(numbered_rows(10), 4, 5).batch(0).noisy.defined());
}

TEST(Batcher, MakesTheLastBatchSmaller) {
  Batcher batcher(numbered_rows(10), 4, 5);
  batcher.start_epoch(1);
  EXPECT_EQ(batcher.rows(), 10);
  ASSERT_EQ(batcher.batches(), 3);
  EXPECT_EQ(batcher.batch(0).count, 4);
  EXPECT_EQ(batcher.batch(1).count, 4);
  EXPECT_EQ(batcher.batch(2).count, 2);
  EXPECT_EQ(Batcher(numbered_rows(10), 5, 5).batches(), 2);
  EXPECT_EQ(Batcher(numbered_rows(10), 11, 5).batches(), 1);
}

TEST(Batcher, OrdersRowsBySeedAndEpochOnly) {
  Batcher batcher(numbered_rows(10), 3, 5);
  const Order third = epoch_order(batcher, 3);
  const Order first = epoch_order(batcher, 1);
  EXPECT_NE(first, third);
  EXPECT_EQ(epoch_order(3, 5, 1), first) << "depends on an earlier epoch";
  EXPECT_EQ(epoch_order(4, 5, 1), first) << "the batch size changes the order";
  EXPECT_NE(epoch_order(3, 6, 1), first) << "the seed has no effect";
}

TEST(Batcher, ReturnsTheSameBatchOnEveryCall) {
  Batcher batcher(numbered_rows(10), 3, 5);
  batcher.start_epoch(1);
  const at::Tensor second = batcher.batch(1).gather();
  batcher.batch(3);
  EXPECT_TRUE(batcher.batch(1).gather().equal(second));
}

TEST(Batcher, KeepsTheOrderOfABatchOfAllRows) {
  const at::Tensor rows = numbered_rows(10);
  Batcher batcher(rows, 10, 5);
  batcher.start_epoch(1);
  EXPECT_TRUE(batcher.batch(0).gather().is_same(rows));
}

// Resuming a run depends on this name and on when it is drawn.
TEST(Batcher, SeedsTheOrderWithTheNameShuffle) {
  EXPECT_EQ(epoch_order(3, 5, 2), base::permutation(10, base::derive(5, "shuffle", 2)));
}

TEST(Batcher, KeepsTheTypeOfTheFeatures) {
  Batcher batcher(numbered_rows(4).to(at::kDouble), 3, 5);
  batcher.start_epoch(1);
  EXPECT_EQ(batcher.batch(0).gather().scalar_type(), at::kDouble);
}

}  // namespace
}  // namespace sae::data
