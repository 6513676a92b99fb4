// SPDX-License-Identifier: MIT
// Data from standard input.
#include "cli/standard_input.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/spool_file.h"

namespace sae::cli {
namespace {

void copy_standard_input(base::SpoolFile& spool) {
  std::array<char, 1 << 16> piece{};
  while (true) {
    const ssize_t found = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (found == 0) return;
    if (found > 0) {
      spool.write({piece.data(), static_cast<std::size_t>(found)});
    } else if (errno != EINTR) {
      throw Error(ErrorKind::kData,
                  "stdin: cannot read: " + std::generic_category().message(errno));
    }
  }
}

bool is_standard_input(const config::Setting& data) {
  return data.text == "-" || data.text == "/dev/stdin";
}

std::string renamed(std::string text, const std::string& path) {
  for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) {
    text.replace(at, path.size(), "stdin");
  }
  return text;
}

}  // namespace

int with_standard_input(std::vector<config::Setting> typed,
                        const std::function<int(const std::vector<config::Setting>&)>& work) {
  const auto data = std::ranges::find(typed, "data", &config::Setting::name);
  if (data == typed.end() || !is_standard_input(*data)) return work(typed);
  base::SpoolFile spool(base::temporary_folder());
  copy_standard_input(spool);
  const std::string path = spool.path();
  data->text = path;
  try {
    return work(typed);
  } catch (const UsageErrors&) {
    throw;
  } catch (const Error& error) {
    throw Error(error.kind(), renamed(error.what(), path), renamed(error.hint(), path));
  }
}

std::string shown_place(const std::string& place) {
  return place.starts_with("/proc/self/fd/") ? "stdin" : place;
}

}  // namespace sae::cli
