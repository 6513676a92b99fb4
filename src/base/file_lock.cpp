// SPDX-License-Identifier: MIT
// A lock file based on flock(2).
#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "base/text.h"

namespace sae::base {
namespace {

// The holder may not have written its process id yet.
std::string holder_of(const Descriptor& file) {
  std::array<char, 32> content{};
  const ssize_t size = ::pread(file.number(), content.data(), content.size(), 0);
  std::string_view text(content.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  text = text.substr(0, text.find('\n'));
  return parse_integer(text) ? "process " + std::string(text) : "another process";
}

[[noreturn]] void fail_to_lock(const std::filesystem::path& path) {
  throw Error(ErrorKind::kOutput,
              path.string() + ": cannot lock: " + std::generic_category().message(errno));
}

bool write_own_id(const Descriptor& file) {
  const std::string id = std::to_string(::getpid()) + '\n';
  return ::ftruncate(file.number(), 0) == 0 &&
         ::pwrite(file.number(), id.data(), id.size(), 0) == static_cast<ssize_t>(id.size());
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path)
    : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)) {
  if (file_.number() < 0) fail_to_lock(path);
  if (::flock(file_.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) fail_to_lock(path);
    throw Error(ErrorKind::kOutput, path.string() + ": held by " + holder_of(file_),
                "wait for it to end or choose another folder");
  }
  if (!write_own_id(file_)) fail_to_lock(path);
}

// A line of /proc/locks: "1: FLOCK  ADVISORY  WRITE 4711 08:01:131074 0 EOF", with the device and
// the inode. The device of an overlay file system differs from that of stat(2).
bool FileLock::is_held(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  const std::string inode = ":" + std::to_string(status.st_ino) + " ";
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    if (line.find(" FLOCK ") != std::string::npos && line.find(inode) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace sae::base
