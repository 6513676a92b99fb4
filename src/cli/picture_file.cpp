// SPDX-License-Identifier: MIT
// The PNG file that a command draws.
#include "cli/picture_file.h"

#include <array>
#include <fstream>
#include <string_view>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/log.h"
#include "base/output_file.h"
#include "format/png.h"

namespace sae::cli {
namespace {

bool is_png_file(const std::filesystem::path& path) {
  std::array<char, 16> start{};
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), start.size());
  return format::is_png({start.data(), static_cast<std::size_t>(file.gcount())});
}

}  // namespace

void expect_picture_place(const std::filesystem::path& path) {
  base::expect_writable(path, base::ExistingFile::kReplace);
  if (!std::filesystem::exists(path) || is_png_file(path)) return;
  throw Error(ErrorKind::kOutput,
              path.string() + ": expected a new file or a PNG picture, found another file",
              "choose another name");
}

void write_picture(const std::filesystem::path& path, const format::Image& picture) {
  base::write_atomically(path, format::png_bytes(picture));
  base::log_info("plot    " + path.string());
}

}  // namespace sae::cli
