// SPDX-License-Identifier: MIT
// The font that a package of scripts/package ships.
#pragma once

#include <filesystem>

namespace sae::cli {

/// Points fontconfig at ../share/sae_train/fonts/fonts.conf, seen from the folder of `program`, by
/// the variable FONTCONFIG_FILE. Does nothing where there is no such file or the user set
/// FONTCONFIG_FILE or FONTCONFIG_PATH. Changes the environment, so no thread may be running yet.
void use_own_fonts(const std::filesystem::path& program);

/// The same for the program that runs.
void use_own_fonts();

}  // namespace sae::cli
