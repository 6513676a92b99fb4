// SPDX-License-Identifier: MIT
// How long each code unit has been silent in training.
#include "train/firing.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

namespace sae::train {

Firing::Firing(std::int64_t units, std::int64_t dead_after, at::Device device)
    : silent_(at::zeros({units}, at::device(device).dtype(at::kLong))),
      revived_(at::zeros({}, at::device(device).dtype(at::kLong))),
      dead_after_(dead_after) {}

at::Tensor Firing::dead() const { return silent_ >= dead_after_; }

void Firing::start_epoch() { revived_.zero_(); }

void Firing::add(const at::Tensor& code) {
  const at::Tensor active = code.ne(0).any(0);
  revived_ += active.logical_and(dead()).sum();
  silent_ += code.size(0);
  silent_.masked_fill_(active, 0);
}

FiringCounts Firing::counts() const {
  return {dead().sum().item<std::int64_t>(), revived_.item<std::int64_t>()};
}

}  // namespace sae::train
