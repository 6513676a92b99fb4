// SPDX-License-Identifier: MIT
// Opens, reads and memory-maps files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace sae::format {

/// Opens a regular file for binary reading. Throws sae::Error of `kind` if the path is missing, not
/// a regular file or not readable.
std::ifstream open_file(const std::filesystem::path& path, ErrorKind kind);

/// Reads a regular file of at most `max_bytes` bytes, unchanged. Throws sae::Error of `kind` as
/// `open_file` does, if the file is larger, and if reading fails.
std::string read_file(const std::filesystem::path& path, std::uint64_t max_bytes, ErrorKind kind);
/// The same for a file of any size.
std::string read_file(const std::filesystem::path& path, ErrorKind kind);

/// A read-only memory mapping of a regular file. Moving it keeps the bytes at their address.
/// Truncating the file while it is mapped raises SIGBUS on the next access (see
/// report_shortened_files); replacing it by rename is safe.
class MappedFile {
 public:
  /// Maps the file at its current size. Throws sae::Error of `kind` as `open_file` does, and if the
  /// mapping fails.
  MappedFile(const std::filesystem::path& path, ErrorKind kind);

  /// The content; valid while this object, or the one it was moved to, exists.
  std::string_view bytes() const noexcept { return bytes_; }

  /// Frees the memory of the bytes before `end`. They can still be read: from the file again.
  void release(const char* end) const noexcept;

 private:
  struct Unmap {
    std::size_t size;
    void operator()(const void* begin) const noexcept;
  };
  std::unique_ptr<const void, Unmap> mapping_;  // null for an empty file
  std::string_view bytes_;
};

/// From now on, reading a mapped file that another program shortened ends the process with the exit
/// code of kData and one line on stderr, which begins with `program`, a text that is never freed.
/// No temporary file of base::AtomicFile remains.
void report_shortened_files(const char* program);

}  // namespace sae::format
