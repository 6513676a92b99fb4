// SPDX-License-Identifier: MIT
// Finds the data on this machine and divides it into training and validation.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "sae/config/config.h"
#include "sae/data/dataset.h"

namespace sae::data {

/// The folder of the four IDX files. `named` (the option --data) alone counts when given; otherwise
/// $SAE_DATA, ./data/fashion-mnist, the checkout's data/fashion-mnist and the distribution's folder
/// are searched in this order. Throws kData when the files are nowhere, with the command that gets
/// them.
std::filesystem::path find_folder(const std::optional<std::string>& named);

struct Split {
  Dataset train;
  Dataset valid;
  std::string folder;
  bool valid_is_test = true;  ///< whether `valid` is the published test set
};

/// Reads the data and divides it: the test set validates, or `config.valid` training rows drawn by
/// `seed`; then the limits take the first rows of each part.
/// Throws kData on broken files, kUsage where a count exceeds the rows there are.
Split load_split(const config::DataConfig& config, std::uint64_t seed);

}  // namespace sae::data
