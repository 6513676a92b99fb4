// SPDX-License-Identifier: MIT
// Writes to a temporary file and renames it.
#include "base/atomic_file.h"

#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.h"

namespace sae::base {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporaryStem = ".sae_train-";
constexpr std::string_view kTemporaryEnd = ".tmp";

// A new file in a folder, deleted unless it gets its final name. Each step returns whether it
// succeeded and sets errno if not.
class TemporaryFile {
 public:
  explicit TemporaryFile(const FileSystem& system) : system_(system) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    const int reason = errno;
    close();
    if (!path_.empty()) system_.unlink(path_);
    errno = reason;
  }

  bool create_in(const fs::path& folder) {
    // A crashed process may have left a file of this name, so try others.
    constexpr int kAttempts = 100;
    const std::string stem = std::string(kTemporaryStem) + std::to_string(::getpid()) + '-';
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      const fs::path path = folder / (stem + std::to_string(attempt) + std::string(kTemporaryEnd));
      file_ = system_.create(path);
      if (file_ >= 0) path_ = path;
      if (file_ >= 0 || errno != EEXIST) break;
    }
    return file_ >= 0;
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = system_.write(file_, bytes.data(), bytes.size());
      if (written >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        return false;
      }
    }
    return true;
  }

  bool sync() { return system_.fsync(file_) >= 0; }

  bool rename_to(const fs::path& path) {
    if (!close() || system_.rename(path_, path) < 0) return false;
    path_.clear();
    return true;
  }

 private:
  bool close() { return file_ < 0 || system_.close(std::exchange(file_, -1)) >= 0; }

  const FileSystem& system_;
  int file_ = -1;
  fs::path path_;
};

// Makes the rename itself durable. Some network file systems cannot flush a folder (EINVAL).
bool sync_folder(const fs::path& folder, const FileSystem& system) {
  const int opened = system.open_folder(folder);
  if (opened < 0) return false;
  const bool synced = system.fsync(opened) >= 0 || errno == EINVAL;
  const int reason = errno;
  system.close(opened);
  errno = reason;
  return synced;
}

}  // namespace

void write_atomically(const fs::path& path, std::string_view bytes, Durability durability,
                      const FileSystem& system) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const bool synced = durability == Durability::kSynced;
  TemporaryFile file(system);
  const bool complete = file.create_in(folder) && file.write(bytes) && (!synced || file.sync()) &&
                        file.rename_to(path) && (!synced || sync_folder(folder, system));
  if (complete) return;
  throw Error(ErrorKind::kOutput,
              path.string() + ": cannot write: " + std::generic_category().message(errno));
}

bool is_temporary(std::string_view name) {
  return name.starts_with(kTemporaryStem) && name.ends_with(kTemporaryEnd);
}

}  // namespace sae::base
