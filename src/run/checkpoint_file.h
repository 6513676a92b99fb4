// SPDX-License-Identifier: MIT
// Reads and writes checkpoint.safetensors.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "train/checkpoint.h"

namespace sae::run {

/// Identifies a run: mathematical configuration, data and machine, as text by key. Contains no
/// times, paths or command lines.
using Identity = std::map<std::string, std::string>;

/// The content of a checkpoint file.
struct SavedRun {
  Identity identity;
  train::Checkpoint checkpoint;
};

/// The bytes of the file. Metadata: the identity, "format" and "columns". Arrays: the weights,
/// named as in model files; optimizer.…; "position" I64 [2]: epoch, batches done; "loss_sums" F64
/// [6]; "metrics" F64 [epochs, columns]; "unit_rates" F64 [H] of the last epoch. Also last.… and
/// best.… where they differ from the weights or from each other.
std::string checkpoint_bytes(const train::Checkpoint& checkpoint, const Identity& identity);

/// Parses such bytes. `name` is the file's name for messages. Throws kCheckpoint if they are
/// damaged, inconsistent, or not a checkpoint. Columns that later versions added are 0. Allocates
/// at most a small multiple of the bytes' size.
SavedRun parse_checkpoint(std::string_view bytes, const std::string& name);

/// Reads such a file. Throws kCheckpoint as parse_checkpoint does, and if it cannot be read.
SavedRun read_checkpoint(const std::filesystem::path& path);

}  // namespace sae::run
