// SPDX-License-Identifier: MIT
// Text files that are larger than the memory for their values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "format/file.h"

namespace sae::format {

/// The content of a file, decompressed if it is gzip. A plain file is mapped into memory: only what
/// is being read takes some. If another program shortens the file meanwhile, reading it ends the
/// process by SIGBUS; see report_shortened_files.
class FileText {
 public:
  /// Throws sae::Error (kData) as ByteSource does and on more than `max_bytes` bytes.
  FileText(const std::filesystem::path& path, std::uint64_t max_bytes);
  FileText(const FileText&) = delete;
  FileText& operator=(const FileText&) = delete;

  std::string_view view() const { return view_; }

  /// Frees the memory of the text before `end`. The text can still be read: from the file again.
  void release(const char* end) const;

 private:
  std::string content_;               // of a file that is not mapped
  std::optional<MappedFile> mapped_;  // the plain file
  std::string_view view_;             // of one of them
};

}  // namespace sae::format
