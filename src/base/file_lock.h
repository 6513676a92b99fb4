// SPDX-License-Identifier: MIT
// A lock file that keeps two processes from writing into one folder.
#pragma once

#include <filesystem>

#include "base/descriptor.h"

namespace sae::base {

/// Holds an exclusive flock(2) on a file while it lives; movable, not copyable. The kernel drops
/// the lock when the process ends, however it ends, so a left-over file never blocks a later run.
/// The file is never deleted: another process might by then have opened it to wait for the lock.
class FileLock {
 public:
  /// Creates `path` if it is absent, locks it and writes the own process id into it. Throws
  /// sae::Error (kOutput) at once when another holds the lock, naming that process, or when the
  /// file cannot be opened or written.
  explicit FileLock(const std::filesystem::path& path);

 private:
  Descriptor file_;
};

}  // namespace sae::base
