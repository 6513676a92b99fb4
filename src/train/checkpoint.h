// SPDX-License-Identifier: MIT
// The state of a run between two steps: all that an exact resume needs.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "model/named_tensor.h"
#include "train/epoch_record.h"

namespace sae::train {

/// The step that comes next. All randomness follows from the seed and these two counters.
struct Position {
  std::int64_t epoch = 1;  ///< from 1; one more than the last when the run is finished
  std::int64_t batch = 0;  ///< batches of it that are done; all of them: its evaluation comes next
  bool operator==(const Position&) const = default;
};

/// What is done by then, in words: "2 epochs and 17 batches".
std::string describe(const Position& position);

/// The state of a run between two steps.
struct Checkpoint {
  Position next;
  std::vector<EpochRecord> history;  ///< the finished epochs; without times when read from a file
  std::vector<double> unit_rates;    ///< Evaluation::unit_rates of the last one; empty before it
  at::Tensor loss_sums;              ///< [5] float64, LossMeter's sums of the epoch under way
  model::NamedTensors weights;
  model::NamedTensors optimizer;  ///< the state that the engine names
  model::NamedTensors last;       ///< weights after the last finished epoch; none before the first
  model::NamedTensors best;       ///< weights after the best one
};

}  // namespace sae::train
