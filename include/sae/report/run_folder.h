// SPDX-License-Identifier: MIT
// The folder of a run: who owns it, what lies in it, how it is written.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "sae/base/atomic_file.h"
#include "sae/base/file_lock.h"
#include "sae/config/config.h"
#include "sae/format/json.h"
#include "sae/format/png.h"

namespace sae::report {

/// The one writer of a run folder. Every file appears whole or not at all.
class RunFolder {
 public:
  /// Creates the folder that --out names, or runs/<date-time>-<preset or penalty>, locks it and
  /// writes config.json from the configuration and `provenance`. A folder that holds anything is
  /// refused; with
  /// --force the files that a run writes are removed first, where config.json shows that it is a
  /// run. Throws kOutput.
  RunFolder(const config::Config& config, const format::Json& provenance);

  const std::filesystem::path& path() const { return path_; }

  /// A file that other programs or a resume read; `name` is relative to the folder.
  void write(const std::string& name, std::string_view bytes) const;
  /// A picture.
  void write_picture(const std::string& name, const format::Image& image) const;

 private:
  std::filesystem::path path_;
  base::FileLock lock_;
};

}  // namespace sae::report
