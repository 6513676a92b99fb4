// SPDX-License-Identifier: MIT
// The file checkpoint.safetensors.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "train/checkpoint.h"

namespace sae::run {

/// What distinguishes runs, as text by key: the mathematical configuration, the data, the machine.
/// Contains no times, paths or command lines.
using Identity = std::map<std::string, std::string>;

/// The content of a checkpoint file.
struct SavedRun {
  Identity identity;
  train::Checkpoint checkpoint;
};

/// The bytes of the file. Metadata: the identity, "format" and "columns". Arrays: the weights under
/// their names in model files; optimizer.…; "position" I64 [2], the epoch and the batches done;
/// "loss_sums" F64 [5]; "metrics" F64 [epochs, columns]; "unit_rates" F64 [H] of the last epoch;
/// last.… and best.… where they differ from the weights or from each other.
std::string checkpoint_bytes(const train::Checkpoint& checkpoint, const Identity& identity);

/// Reads such bytes. `name` is the file's name for messages. Throws kCheckpoint when they are
/// damaged, not a checkpoint of this version, or contradict one another. Allocates at most a small
/// multiple of the bytes' size.
SavedRun parse_checkpoint(std::string_view bytes, const std::string& name);

/// Reads such a file. Throws kCheckpoint as parse_checkpoint does, and when it cannot be read.
SavedRun read_checkpoint(const std::filesystem::path& path);

}  // namespace sae::run
