// SPDX-License-Identifier: MIT
// Opening, reading and mapping files.
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

/// Opens a regular file for reading its bytes. Throws sae::Error of `kind` when it is missing, not
/// a regular file or not readable.
std::ifstream open_file(const std::filesystem::path& path, ErrorKind kind);

/// The content of a regular file of at most `max_bytes` bytes, read as it is. Throws sae::Error of
/// `kind` where `open_file` does, when the file is larger, and when reading fails.
std::string read_file(const std::filesystem::path& path, std::uint64_t max_bytes, ErrorKind kind);

/// The content of a regular file in memory that the system fills from the disk where it is read.
/// Moving keeps the bytes at their place. Whoever cuts the file short while it is mapped ends the
/// program at the next read behind the cut (SIGBUS); replacing it by renaming does no harm.
class MappedFile {
 public:
  /// Maps the file as long as it is now. Throws sae::Error of `kind` where `open_file` does, and
  /// when the system cannot map it.
  MappedFile(const std::filesystem::path& path, ErrorKind kind);

  /// The content; valid as long as this object or the one that it was moved to.
  std::string_view bytes() const noexcept { return bytes_; }

 private:
  struct Unmap {
    std::size_t size;
    void operator()(const void* begin) const noexcept;
  };
  std::unique_ptr<const void, Unmap> mapping_;  // null for an empty file
  std::string_view bytes_;
};

}  // namespace sae::format
