// SPDX-License-Identifier: MIT
// Bytes that are kept on disk until they are needed.
#include "base/spool_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "base/write_all.h"

namespace sae::base {

std::filesystem::path temporary_folder() {
  std::error_code failed;
  std::filesystem::path folder = std::filesystem::temp_directory_path(failed);
  if (!failed) return folder;
  const char* named = std::getenv("TMPDIR");
  throw Error(ErrorKind::kOutput, "TMPDIR: expected an existing folder, found " +
                                      quote(named == nullptr ? "/tmp" : named));
}

SpoolFile::SpoolFile(const std::filesystem::path& folder) : folder_(folder) {
  std::string name = (folder / ".sae_train-spool-XXXXXX").string();
  file_ = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (file_.number() < 0) fail("cannot create a temporary file");
  ::unlink(name.c_str());
}

void SpoolFile::fail(const std::string& problem) const {
  const std::string reason = std::generic_category().message(errno);
  std::error_code ignored;
  const bool beside = folder_ != std::filesystem::temp_directory_path(ignored);
  throw Error(ErrorKind::kOutput, folder_.string() + ": " + problem + ": " + reason,
              beside ? "temporary files are written beside --out: free space there, or choose "
                       "another folder"
                     : "TMPDIR names another folder for temporary files");
}

void SpoolFile::write(std::string_view bytes) {
  size_ += bytes.size();
  if (!write_all(file_.number(), bytes, FileSystem())) fail("cannot write a temporary file");
}

void SpoolFile::read(const std::function<void(std::string_view)>& visit) const {
  constexpr std::uint64_t kPiece = 1 << 20;
  std::vector<char> piece(std::min(kPiece, size_));
  for (std::uint64_t at = 0; at < size_;) {
    const ssize_t found =
        ::pread(file_.number(), piece.data(), piece.size(), static_cast<off_t>(at));
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0) fail("cannot read a temporary file");
    visit({piece.data(), static_cast<std::size_t>(found)});
    at += static_cast<std::uint64_t>(found);
  }
}

}  // namespace sae::base
