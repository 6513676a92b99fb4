// SPDX-License-Identifier: MIT
// Bytes that are kept on disk until they are needed.
#include "base/spool_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "base/error.h"

namespace sae::base {

SpoolFile::SpoolFile(const std::filesystem::path& folder) : folder_(folder) {
  std::string name = (folder / ".sae_train-spool-XXXXXX").string();
  file_ = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (file_.number() < 0) fail("cannot create a temporary file");
  ::unlink(name.c_str());
}

void SpoolFile::fail(const std::string& problem) const {
  throw Error(ErrorKind::kOutput,
              folder_.string() + ": " + problem + ": " + std::generic_category().message(errno),
              "TMPDIR names another folder for temporary files");
}

void SpoolFile::write(std::string_view bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_.number(), bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      fail("cannot write a temporary file");
    }
  }
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
