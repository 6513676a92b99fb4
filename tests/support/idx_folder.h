// SPDX-License-Identifier: MIT
// A data folder in the FashionMNIST layout for tests that train in their own process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "format/idx.h"
#include "support/temporary_folder.h"

namespace sae::test {

/// Writes `rows` distinct images of 4 x 4 pixels, with labels cycling through 0 to 9, as the two
/// files of a part ("train" or "t10k").
inline void write_idx_part(const std::filesystem::path& folder, const std::string& part,
                           std::int64_t rows) {
  format::IdxArray images{{rows, 4, 4}, {}};
  format::IdxArray labels{{rows}, {}};
  for (std::int64_t row = 0; row < rows; ++row) {
    labels.bytes.push_back(static_cast<std::uint8_t>(row % 10));
    for (std::int64_t pixel = 0; pixel < 16; ++pixel) {
      images.bytes.push_back(static_cast<std::uint8_t>((37 * row + 11 * pixel * pixel) % 256));
    }
  }
  std::ofstream(folder / (part + "-images-idx3-ubyte"), std::ios::binary)
      << format::idx_bytes(images);
  std::ofstream(folder / (part + "-labels-idx1-ubyte"), std::ios::binary)
      << format::idx_bytes(labels);
}

/// Creates `folder` with the four files.
inline void write_idx_folder(const std::filesystem::path& folder, std::int64_t train_rows,
                             std::int64_t test_rows) {
  std::filesystem::create_directories(folder);
  write_idx_part(folder, "train", train_rows);
  write_idx_part(folder, "t10k", test_rows);
}

}  // namespace sae::test
