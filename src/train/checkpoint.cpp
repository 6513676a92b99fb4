// SPDX-License-Identifier: MIT
// Describes a position in words.
#include "train/checkpoint.h"

namespace sae::train {

std::string describe(const Position& position) {
  const auto count = [](std::int64_t number, const char* one, const char* many) {
    return std::to_string(number) + " " + (number == 1 ? one : many);
  };
  const std::string epochs = count(position.epoch - 1, "epoch", "epochs");
  return position.batch == 0 ? epochs
                             : epochs + " and " + count(position.batch, "batch", "batches");
}

}  // namespace sae::train
