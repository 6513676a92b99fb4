// SPDX-License-Identifier: MIT
// System calls for writing files, so that tests can make them fail.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>

namespace sae::base {

/// Each member is the POSIX system call of its name (unlink, fsync, …): a negative result is a
/// failure, with errno set. The class has no state; tests override the calls that should fail.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  /// Creates a file for writing, mode 0666 minus the umask; EEXIST if anything has this name.
  virtual int create(const std::filesystem::path& path) const;
  /// Opens a file to write at its end, and creates it like `create` if there is none. Follows no
  /// symbolic link.
  virtual int open_to_append(const std::filesystem::path& path) const;
  /// ftruncate.
  virtual int truncate(int file, off_t size) const;
  /// Opens a folder for fsync.
  virtual int open_folder(const std::filesystem::path& path) const;
  virtual ssize_t write(int file, const char* bytes, std::size_t count) const;
  virtual int fsync(int file) const;
  virtual int close(int file) const;
  virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to) const;
  virtual int unlink(const std::filesystem::path& path) const;
};

}  // namespace sae::base
