// SPDX-License-Identifier: MIT
// How long each code unit has been silent in training.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "model/named_tensor.h"

namespace sae::train {

/// Units that are dead now, and units that were dead and became active in the current epoch.
struct FiringCounts {
  std::int64_t dead = 0;
  std::int64_t revived = 0;
};

/// Counts for each code unit the training rows since it was last active, that is not 0. A unit is
/// dead after `dead_after` rows. On the device of the model; `counts` synchronises with it.
class Firing {
 public:
  Firing(std::int64_t units, std::int64_t dead_after, at::Device device);

  /// [H] bool.
  at::Tensor dead() const;
  /// Adds a batch with the code [B, H].
  void add(const at::Tensor& code);
  /// Starts to count the units that an epoch revives.
  void start_epoch();
  FiringCounts counts() const;

  std::int64_t dead_after() const { return dead_after_; }
  /// [H] int64, rows of silence, and [] int64, revived units; live, for a checkpoint and for a step
  /// that counts on its own.
  const at::Tensor& silent() const { return silent_; }
  const at::Tensor& revived() const { return revived_; }
  model::NamedTensors state() const { return {{"silent", silent_}, {"revived", revived_}}; }

 private:
  at::Tensor silent_;
  at::Tensor revived_;
  std::int64_t dead_after_;
};

}  // namespace sae::train
