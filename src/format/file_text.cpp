// SPDX-License-Identifier: MIT
// Text files that are larger than the memory for their values.
#include "format/file_text.h"

#include "base/error.h"
#include "format/gzip.h"

namespace sae::format {
namespace {

// None on a file system that cannot map; reading then says what else is wrong.
std::optional<MappedFile> map_file(const std::filesystem::path& path) {
  try {
    return MappedFile(path, ErrorKind::kData);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

FileText::FileText(const std::filesystem::path& path, std::uint64_t max_bytes) {
  // What it refuses is refused here.
  (void)ByteSource(path);
  mapped_ = map_file(path);
  if (mapped_) {
    view_ = mapped_->bytes();
    const bool fits = !view_.empty() && view_.size() <= max_bytes;
    if (fits && !view_.starts_with("\x1f\x8b")) return;
  }
  mapped_.reset();
  content_ = read_content(path, max_bytes);
  view_ = content_;
}

void FileText::release(const char* end) const {
  if (mapped_) mapped_->release(end);
}

}  // namespace sae::format
