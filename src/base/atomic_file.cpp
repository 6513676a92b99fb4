// SPDX-License-Identifier: MIT
// Writes to a temporary file and renames it.
#include "base/atomic_file.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/write_all.h"

namespace sae::base {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporaryStem = ".sae_train-";
constexpr std::string_view kTemporaryEnd = ".tmp";

// Paths of temporary files that exist, for remove_temporaries.
std::array<std::atomic<const char*>, 16> temporaries{};

// Replaces the first `from` in the list, if it is there.
void replace_listed(const char* from, const char* to) {
  for (std::atomic<const char*>& listed : temporaries) {
    const char* found = from;
    if (listed.compare_exchange_strong(found, to)) return;
  }
}

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

AtomicFile::AtomicFile(fs::path path, const FileSystem& system)
    : path_(std::move(path)), system_(system) {
  // A crashed process may have left a file of this name, so try others.
  constexpr int kAttempts = 100;
  const std::string stem = std::string(kTemporaryStem) + std::to_string(::getpid()) + '-';
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const fs::path place = folder() / (stem + std::to_string(attempt) + std::string(kTemporaryEnd));
    file_ = system_.create(place);
    if (file_ >= 0) temporary_ = place;
    if (file_ >= 0 || errno != EEXIST) break;
  }
  if (file_ < 0) fail();
  replace_listed(nullptr, temporary_.c_str());
}

AtomicFile::~AtomicFile() {
  close();
  if (temporary_.empty()) return;
  system_.unlink(temporary_);
  replace_listed(temporary_.c_str(), nullptr);
}

void AtomicFile::fail() const {
  throw Error(ErrorKind::kOutput,
              path_.string() + ": cannot write: " + std::generic_category().message(errno));
}

fs::path AtomicFile::folder() const { return path_.has_parent_path() ? path_.parent_path() : "."; }

bool AtomicFile::close() { return file_ < 0 || system_.close(std::exchange(file_, -1)) >= 0; }

void AtomicFile::write(std::string_view bytes) {
  if (!write_all(file_, bytes, system_)) fail();
}

void AtomicFile::commit(Durability durability) {
  const bool synced = durability == Durability::kSynced;
  if (synced && system_.fsync(file_) < 0) fail();
  if (!close() || system_.rename(temporary_, path_) < 0) fail();
  replace_listed(temporary_.c_str(), nullptr);
  temporary_.clear();
  if (synced && !sync_folder(folder(), system_)) fail();
}

void write_atomically(const fs::path& path, std::string_view bytes, Durability durability,
                      const FileSystem& system) {
  AtomicFile file(path, system);
  file.write(bytes);
  file.commit(durability);
}

void remove_temporaries() noexcept {
  for (const std::atomic<const char*>& listed : temporaries) {
    if (const char* path = listed.load()) ::unlink(path);
  }
}

bool is_temporary(std::string_view name) {
  return name.starts_with(kTemporaryStem) && name.ends_with(kTemporaryEnd);
}

}  // namespace sae::base
