// SPDX-License-Identifier: MIT
// A run folder: creating, locking and writing its files.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/atomic_file.h"
#include "base/file_lock.h"
#include "config/config.h"
#include "format/json.h"
#include "run/draw_png.h"

namespace sae::run {

/// Whether a folder contains nothing but our lock and temporary files, and `besides`.
bool holds_nothing(const std::filesystem::path& folder, std::string_view besides = {});

/// The only writer of a run folder. Files are written atomically; symbolic links in the folder are
/// not followed.
class RunFolder {
 public:
  /// Creates and locks the folder named by --out, or runs/<date-time>-<preset or penalty>. Writes
  /// config.json from the configuration and `provenance`. A folder that is not empty is refused.
  /// With --force, a run's files are removed first if config.json shows that it is a run. system:
  /// file system calls used for writing. Throws kOutput.
  static RunFolder create(const config::Config& config, const format::Json& provenance,
                          std::shared_ptr<const base::FileSystem> system = real_system());
  /// Locks the folder of an earlier run, or the target of a symbolic link, and removes a killed
  /// process's temporary files. Throws kCheckpoint if there is no such folder, kOutput if another
  /// process has locked it.
  static RunFolder reopen(const std::filesystem::path& path,
                          std::shared_ptr<const base::FileSystem> system = real_system());

  const std::filesystem::path& path() const { return path_; }

  /// Rewrites config.json with `provenance` appended to its list "resumed", and removes
  /// summary.json, which is out of date. Throws kCheckpoint if config.json is no longer valid,
  /// kOutput.
  void record_resume(const config::Config& config, const format::Json& provenance) const;

  bool has(const std::string& name) const;

  /// Writes a file that other programs or a resumed run read. `name` is relative to the folder.
  void write(const std::string& name, std::string_view bytes) const;
  /// Cuts a file to its first `kept` bytes and appends `bytes` (base::append_to): for files whose
  /// readers follow them while they grow.
  void append(const std::string& name, std::size_t kept, std::string_view bytes) const;
  /// Writes a picture. If it cannot be drawn, logs a warning (draw_png). Throws kOutput if the file
  /// cannot be written.
  void write_picture(const std::string& name, const DrawPicture& draw) const;

  /// Removes the files of a new run without a checkpoint, and runs/latest if it points here. Also
  /// removes the folders that `create` made, if they are then empty. Never throws.
  void discard() const noexcept;

 private:
  RunFolder(std::filesystem::path path, std::shared_ptr<const base::FileSystem> system);
  static std::shared_ptr<const base::FileSystem> real_system();

  std::filesystem::path path_;
  std::shared_ptr<const base::FileSystem> system_;
  base::FileLock lock_;
  bool is_new_ = false;              ///< made by `create`
  std::filesystem::path made_from_;  ///< first missing part of the path; empty if none
};

/// The command that resumes a run: "sae_train --resume runs/x", quoted for a shell.
std::string resume_command(const std::filesystem::path& run);

}  // namespace sae::run
