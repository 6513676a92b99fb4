// SPDX-License-Identifier: MIT
// Writes at the end of a file.
#include "base/append_file.h"

#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/write_all.h"

namespace sae::base {

void append_to(const std::filesystem::path& path, std::size_t kept, std::string_view bytes,
               const FileSystem& system) {
  const int file = system.open_to_append(path);
  bool complete = file >= 0;
  if (complete) {
    complete =
        system.truncate(file, static_cast<off_t>(kept)) >= 0 && write_all(file, bytes, system);
    const int reason = complete ? 0 : errno;
    complete = system.close(file) >= 0 && complete;
    if (!complete && reason != 0) errno = reason;
  }
  if (complete) return;
  throw Error(ErrorKind::kOutput,
              path.string() + ": cannot write: " + std::generic_category().message(errno));
}

}  // namespace sae::base
