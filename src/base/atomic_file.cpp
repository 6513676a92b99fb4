// SPDX-License-Identifier: MIT
// Writing a file under a temporary name and renaming it.
#include "sae/base/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "sae/base/descriptor.h"
#include "sae/base/error.h"

namespace sae::base {
namespace {

namespace fs = std::filesystem;

// A new file in a folder, removed again unless it gets its final name. Each step returns whether it
// succeeded; errno then says why not.
class TemporaryFile {
 public:
  bool create_in(const fs::path& folder) {
    // A process that crashed may have left a name, so others are tried.
    constexpr int kAttempts = 100;
    const std::string stem = ".sae_train-" + std::to_string(::getpid()) + '-';
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const fs::path path = folder / (stem + std::to_string(attempt) + ".tmp");
      file_ = Descriptor(
          ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
      if (file_.number() >= 0) path_ = path;
      if (file_.number() >= 0 || errno != EEXIST) break;
    }
    return file_.number() >= 0;
  }

  TemporaryFile() = default;
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.number(), bytes.data(), bytes.size());
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        return false;
      }
    }
    return true;
  }

  bool sync() { return ::fsync(file_.number()) == 0; }

  bool rename_to(const fs::path& path) {
    if (!file_.close() || ::rename(path_.c_str(), path.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  Descriptor file_;
  fs::path path_;
};

// Makes the renaming itself durable. Some network file systems cannot flush a folder (EINVAL).
bool sync_folder(const fs::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.number() >= 0 && (::fsync(opened.number()) == 0 || errno == EINVAL);
}

}  // namespace

void write_atomically(const fs::path& path, std::string_view bytes, Durability durability) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const bool synced = durability == Durability::kSynced;
  TemporaryFile file;
  const bool complete = file.create_in(folder) && file.write(bytes) && (!synced || file.sync()) &&
                        file.rename_to(path) && (!synced || sync_folder(folder));
  if (complete) return;
  throw Error(ErrorKind::kOutput,
              path.string() + ": cannot write: " + std::generic_category().message(errno));
}

}  // namespace sae::base
