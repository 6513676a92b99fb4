// SPDX-License-Identifier: MIT
// The calls of the operating system that writing a file takes, so that tests can make them fail.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>

namespace sae::base {

/// Each member is the system call of its name (unlink, fsync, … of POSIX): a negative result means
/// failure, errno says why. The class itself has no state; a test overrides what shall fail.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  /// A new file for writing, mode 0666 less the umask; EEXIST where anything of that name is.
  virtual int create(const std::filesystem::path& path) const;
  /// A folder, to be synced.
  virtual int open_folder(const std::filesystem::path& path) const;
  virtual ssize_t write(int file, const char* bytes, std::size_t count) const;
  virtual int fsync(int file) const;
  virtual int close(int file) const;
  virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to) const;
  virtual int unlink(const std::filesystem::path& path) const;
};

}  // namespace sae::base
