// SPDX-License-Identifier: MIT
// All that training needs to go on, bit for bit, as if it had never stopped.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
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

/// What tells runs apart, as text by key: the mathematical configuration, the data, the machine's
/// part. Free of times, paths and command lines.
using Identity = std::map<std::string, std::string>;

/// The file checkpoint.safetensors. Metadata: the identity, "format" and "columns". Arrays: the
/// weights under their names in model files; optimizer.…; "position" I64 [2], the epoch and the
/// batches done; "loss_sums" F64 [5]; "metrics" F64 [epochs, columns]; "unit_rates" F64 [H] of the
/// last epoch; last.… and best.… where they differ from the weights or from each other.
std::string checkpoint_bytes(const Checkpoint& checkpoint, const Identity& identity);

/// A checkpoint file's content.
struct SavedRun {
  Identity identity;
  Checkpoint checkpoint;
};

/// Reads the file. `name` stands for it in messages. Throws kCheckpoint when it is damaged, not a
/// checkpoint of this version, or its parts contradict one another. Allocates at most a small
/// multiple of the bytes' size.
SavedRun parse_checkpoint(std::string_view bytes, const std::string& name);

}  // namespace sae::train
