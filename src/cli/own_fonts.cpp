// SPDX-License-Identifier: MIT
// Selects the font of a package made by scripts/package.
#include "cli/own_fonts.h"

#include <cstdlib>
#include <system_error>

namespace sae::cli {

void use_own_fonts(const std::filesystem::path& program) {
  if (std::getenv("FONTCONFIG_FILE") || std::getenv("FONTCONFIG_PATH")) return;
  const std::filesystem::path file =
      program.parent_path().parent_path() / "share/sae_train/fonts/fonts.conf";
  std::error_code missing;
  if (!std::filesystem::is_regular_file(file, missing)) return;
  ::setenv("FONTCONFIG_FILE", file.c_str(), 1);
}

void use_own_fonts() {
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (!failed) use_own_fonts(program);
}

}  // namespace sae::cli
