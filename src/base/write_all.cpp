// SPDX-License-Identifier: MIT
// Writes all bytes to an open file.
#include "base/write_all.h"

#include <cerrno>

namespace sae::base {

bool write_all(int file, std::string_view bytes, const FileSystem& system) {
  while (!bytes.empty()) {
    const ssize_t written = system.write(file, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace sae::base
