// SPDX-License-Identifier: MIT
// Removes the folder of a refused run.
#pragma once

#include "run/run_folder.h"

namespace sae::run {

/// Discards a new run folder if an exception destroys this object before the first checkpoint. The
/// corrected command can then use the same --out.
class RefusalGuard {
 public:
  /// folder must outlive this object.
  explicit RefusalGuard(const RunFolder& folder);
  RefusalGuard(const RefusalGuard&) = delete;
  RefusalGuard& operator=(const RefusalGuard&) = delete;
  ~RefusalGuard();

 private:
  const RunFolder& folder_;
  int exceptions_;
};

}  // namespace sae::run
