// SPDX-License-Identifier: MIT
// The folder of a run: who owns it and how its files are written.
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

/// The one writer of a run folder. Every file appears whole or not at all; symbolic links in the
/// folder are not followed.
class RunFolder {
 public:
  /// Creates the folder that --out names, or runs/<date-time>-<preset or penalty>, locks it and
  /// writes config.json from the configuration and `provenance`. A folder that holds anything is
  /// refused; with --force the files that a run writes are removed first, where config.json shows
  /// that it is a run. system: whose calls write the files. Throws kOutput.
  static RunFolder create(const config::Config& config, const format::Json& provenance,
                          std::shared_ptr<const base::FileSystem> system = real_system());
  /// Locks the folder of an earlier run, a symbolic link to it too, and removes what a killed
  /// process left half written. Throws kOutput.
  static RunFolder reopen(const std::filesystem::path& path,
                          std::shared_ptr<const base::FileSystem> system = real_system());

  const std::filesystem::path& path() const { return path_; }

  /// Writes config.json anew, with `provenance` added to the list "resumed" of the old one, and
  /// removes summary.json, which tells of a past end. Throws kCheckpoint when config.json is no
  /// longer that of a run, kOutput.
  void record_resume(const config::Config& config, const format::Json& provenance) const;

  bool has(const std::string& name) const;

  /// A file that other programs or a resume read; `name` is relative to the folder.
  void write(const std::string& name, std::string_view bytes) const;
  /// A picture; one that cannot be drawn is a warning (draw_png). Throws kOutput where the file
  /// cannot be written.
  void write_picture(const std::string& name, const DrawPicture& draw) const;

  /// Removes the files of a new run that has no checkpoint yet, the folders that `create` made
  /// where nothing else is in them, and runs/latest where it points here. Throws nothing.
  void discard() const noexcept;

 private:
  RunFolder(std::filesystem::path path, std::shared_ptr<const base::FileSystem> system);
  static std::shared_ptr<const base::FileSystem> real_system();

  std::filesystem::path path_;
  std::shared_ptr<const base::FileSystem> system_;
  base::FileLock lock_;
  bool is_new_ = false;              ///< whether `create` made this
  std::filesystem::path made_from_;  ///< the first folder of the path that did not exist; or none
};

/// The command that goes on with a run: "sae_train --resume runs/x", quoted for a shell.
std::string resume_command(const std::filesystem::path& run);

}  // namespace sae::run
