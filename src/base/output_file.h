// SPDX-License-Identifier: MIT
// The file that a command writes, which may be standard output or a device.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/atomic_file.h"
#include "base/descriptor.h"

namespace sae::base {

/// What becomes of a file that is there already.
enum class ExistingFile { kRefuse, kReplace };

/// Whether the text names standard output: "-" or "/dev/stdout".
bool is_standard_output(const std::string& place);

/// Whether the place is standard output, a device or a pipe, which are written as they are.
bool is_special_output(const std::string& place);

/// A file that is written from its first byte to its last. A regular one gets its name when it is
/// whole (AtomicFile). A device or pipe, such as /dev/null, and standard output are written as they
/// are.
class OutputFile {
 public:
  /// place: a path or standard output. Throws kOutput if the folder does not exist, if a folder has
  /// this name, if a file exists and is not to be replaced, and if the system refuses.
  OutputFile(const std::string& place, ExistingFile existing);

  /// As in messages: "stdout", or the path.
  const std::string& name() const { return name_; }
  /// Whether there will be a file at the path, so that others can be written beside it.
  bool is_regular() const { return file_.has_value(); }
  /// A folder on a disk with room for such a file: its own, otherwise that of temporary files.
  /// Throws kOutput if there is none.
  std::filesystem::path spool_folder() const;

  /// Appends the bytes. Throws kOutput.
  void write(std::string_view bytes);
  /// Gives the file its name, or closes the device. Throws kOutput.
  void commit();

 private:
  std::string name_;
  std::optional<AtomicFile> file_;
  Descriptor special_;
};

/// Throws kOutput unless a new file can be written at this path: see OutputFile.
void expect_writable(const std::filesystem::path& path, ExistingFile existing);

}  // namespace sae::base
