// SPDX-License-Identifier: MIT
// The state of a run between two steps: everything that an exact resume needs.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "model/named_tensor.h"
#include "train/epoch_record.h"

namespace sae::train {

/// The next step. All randomness follows from the seed and these two counters.
struct Position {
  std::int64_t epoch = 1;  ///< from 1; last epoch + 1 when the run is finished
  std::int64_t batch = 0;  ///< batches done in this epoch; if all are done, evaluation is next
  bool operator==(const Position&) const = default;
};

/// Describes the work done so far: "2 epochs and 17 batches".
std::string describe(const Position& position);

/// All that an exact resume needs.
struct Checkpoint {
  Position next;
  std::vector<EpochRecord> history;  ///< finished epochs; without times when read from a file
  std::vector<double> unit_rates;    ///< unit rates after the last finished epoch, or empty
  at::Tensor loss_sums;              ///< [6] float64, LossMeter's sums of the current epoch
  model::NamedTensors weights;
  model::NamedTensors optimizer;  ///< Engine::state()
  model::NamedTensors last;       ///< weights after the last finished epoch; empty before the first
  model::NamedTensors best;       ///< weights after the best epoch; empty before the first
};

}  // namespace sae::train
