// SPDX-License-Identifier: MIT
// The actual system calls.
#include "base/file_system.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace sae::base {

namespace fs = std::filesystem;

int FileSystem::create(const fs::path& path) const {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
}

int FileSystem::open_to_append(const fs::path& path) const {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666);
}

int FileSystem::truncate(int file, off_t size) const { return ::ftruncate(file, size); }

int FileSystem::open_folder(const fs::path& path) const {
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

ssize_t FileSystem::write(int file, const char* bytes, std::size_t count) const {
  return ::write(file, bytes, count);
}

int FileSystem::fsync(int file) const { return ::fsync(file); }

int FileSystem::close(int file) const { return ::close(file); }

int FileSystem::rename(const fs::path& from, const fs::path& to) const {
  return ::rename(from.c_str(), to.c_str());
}

int FileSystem::unlink(const fs::path& path) const { return ::unlink(path.c_str()); }

}  // namespace sae::base
