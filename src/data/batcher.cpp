// SPDX-License-Identifier: MIT
// Shuffled batches of a data set.
#include "data/batcher.h"

#include <ATen/Parallel.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <utility>

#include "base/seed.h"

namespace sae::data {
namespace {

/// While an object exists, LibTorch uses only this thread. The fused step's threads spin while they
/// wait for the next batch, so LibTorch's own threads would compete with them.
class OneThread {
 public:
  OneThread() { at::set_num_threads(1); }
  ~OneThread() { at::set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_ = at::get_num_threads();
};

}  // namespace

at::Tensor Batch::take(const at::Tensor& values) const {
  if (!order.defined()) return values;
  return values.index_select(0, order.narrow(0, start, count));
}

Batcher::Batcher(at::Tensor features, std::int64_t batch_size, std::uint64_t seed, Noise noise)
    : features_(std::move(features)), batch_size_(batch_size), seed_(seed), noise_(noise) {}

void Batcher::start_epoch(std::int64_t epoch) {
  epoch_ = epoch;
  if (batches() == 1) return;
  const std::uint64_t seed = base::derive(seed_, "shuffle", static_cast<std::uint64_t>(epoch));
  order_ = at::tensor(base::permutation(rows(), seed)).to(features_.device());
}

Batch Batcher::batch(std::int64_t index) const {
  const std::int64_t start = index * batch_size_;
  Batch batch{features_, order_, start, std::min(batch_size_, rows() - start)};
  const auto seed_of = [&](const char* name) {
    return base::derive(seed_, name, static_cast<std::uint64_t>(epoch_),
                        static_cast<std::uint64_t>(index));
  };
  if (!noise_.corrupt && noise_.dropout == 0) return batch;
  const OneThread alone;
  if (noise_.corrupt) {
    batch.noisy = corrupt(*noise_.corrupt, noise_.shape, batch.gather(), seed_of("corrupt"));
  }
  if (noise_.dropout > 0) {
    batch.code_mask = draw_dropout_mask(noise_.dropout, batch.count, noise_.code_width, features_,
                                        seed_of("dropout"));
  }
  return batch;
}

}  // namespace sae::data
