// SPDX-License-Identifier: MIT
// File system calls, one of which fails.
#pragma once

#include <cerrno>

#include "base/file_system.h"

namespace sae::test {

/// Fails at the n-th call (from 1) that can fail, with the given errno. A failing write first
/// writes half of its bytes, as on a full disk.
class FailingSystem final : public base::FileSystem {
 public:
  FailingSystem(int fail_at, int reason) : fail_at_(fail_at), reason_(reason) {}

  int create(const std::filesystem::path& path) const override {
    return fails() ? -1 : FileSystem::create(path);
  }
  int open_to_append(const std::filesystem::path& path) const override {
    return fails() ? -1 : FileSystem::open_to_append(path);
  }
  int truncate(int file, off_t size) const override {
    return fails() ? -1 : FileSystem::truncate(file, size);
  }
  int open_folder(const std::filesystem::path& path) const override {
    return fails() ? -1 : FileSystem::open_folder(path);
  }
  ssize_t write(int file, const char* bytes, std::size_t count) const override {
    if (!fails()) return FileSystem::write(file, bytes, count);
    FileSystem::write(file, bytes, count / 2);
    return refuse();
  }
  int fsync(int file) const override { return fails() ? -1 : FileSystem::fsync(file); }
  int close(int file) const override {
    const int result = FileSystem::close(file);
    return fails() ? -1 : result;
  }
  int rename(const std::filesystem::path& from, const std::filesystem::path& to) const override {
    return fails() ? -1 : FileSystem::rename(from, to);
  }

  /// Number of calls so far.
  int calls() const { return calls_; }

 private:
  bool fails() const { return ++calls_ == fail_at_ && refuse() < 0; }
  int refuse() const {
    errno = reason_;
    return -1;
  }

  int fail_at_;
  int reason_;
  mutable int calls_ = 0;
};

}  // namespace sae::test
