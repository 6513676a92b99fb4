// SPDX-License-Identifier: MIT
// A folder of pictures, one for each row.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "data/dataset.h"

namespace sae::cli {

/// The table of the rows in such a folder.
inline constexpr const char* kFolderRowsName = "rows.csv";

/// PNG files that are named by the numbers of their rows: 00042.png.
class PictureFolder {
 public:
  /// A file and its content.
  struct Picture {
    std::string name, bytes;
  };

  /// Throws kOutput if the path is a folder with other files than an earlier call wrote, or with
  /// those and `existing` refuses them.
  static void expect_usable(const std::filesystem::path& path, base::ExistingFile existing);
  /// Creates the folder, or removes earlier pictures in it. Throws as expect_usable does.
  PictureFolder(std::filesystem::path path, base::ExistingFile existing);
  PictureFolder(const PictureFolder&) = delete;
  PictureFolder& operator=(const PictureFolder&) = delete;
  /// Removes all pictures, unless `commit` was called.
  ~PictureFolder();

  const std::filesystem::path& path() const { return path_; }

  /// rows: their ids and the shape of images; pixels: [N, D] uint8. Several threads may call it.
  static std::vector<Picture> draw(const data::Dataset& rows, const at::Tensor& pixels);
  void write(const std::vector<Picture>& pictures);
  void commit() { whole_ = true; }

 private:
  std::filesystem::path path_;
  bool created_ = false, whole_ = false;
};

}  // namespace sae::cli
