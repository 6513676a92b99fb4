// SPDX-License-Identifier: MIT
// Bytes that are kept on disk until they are needed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/descriptor.h"

namespace sae::base {

/// The folder of temporary files: $TMPDIR, otherwise /tmp. Throws kOutput if there is none.
std::filesystem::path temporary_folder();

/// A file without a name: it is gone when this object or the process ends.
class SpoolFile {
 public:
  /// Throws kOutput if no file can be created in the folder.
  explicit SpoolFile(const std::filesystem::path& folder);

  /// Appends the bytes. Throws kOutput.
  void write(std::string_view bytes);
  /// A path at which this process can open the file.
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_.number()); }
  /// Calls `visit` with all bytes in order, in pieces. Throws kOutput if they cannot be read.
  void read(const std::function<void(std::string_view)>& visit) const;

 private:
  [[noreturn]] void fail(const std::string& problem) const;

  std::filesystem::path folder_;
  Descriptor file_;
  std::uint64_t size_ = 0;
};

}  // namespace sae::base
