// SPDX-License-Identifier: MIT
// Selects the font of a package made by scripts/package.
#pragma once

#include <filesystem>

namespace sae::cli {

/// Sets FONTCONFIG_FILE to ../share/sae_train/fonts/fonts.conf, relative to the folder of
/// `program`. Does nothing if there is no such file, or if the user set FONTCONFIG_FILE or
/// FONTCONFIG_PATH. Changes the environment, so no other thread may be running yet.
void use_own_fonts(const std::filesystem::path& program);

/// The same for the running program.
void use_own_fonts();

}  // namespace sae::cli
