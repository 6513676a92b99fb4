// SPDX-License-Identifier: MIT
// A refused run leaves nothing behind.
#pragma once

#include "run/run_folder.h"

namespace sae::run {

/// Discards a folder where an exception ends this object's life before there is a checkpoint in it:
/// after a refusal the corrected command can take the same --out.
class RefusalGuard {
 public:
  /// folder: outlives this object.
  explicit RefusalGuard(const RunFolder& folder);
  RefusalGuard(const RefusalGuard&) = delete;
  RefusalGuard& operator=(const RefusalGuard&) = delete;
  ~RefusalGuard();

 private:
  const RunFolder& folder_;
  int exceptions_;
};

}  // namespace sae::run
