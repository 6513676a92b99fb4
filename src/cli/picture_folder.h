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

/// PNG files that are named by the numbers of their rows: 00042.png. They are written to a
/// temporary folder, so that earlier pictures stay until all new ones are there.
class PictureFolder {
 public:
  /// A file and its content.
  struct Picture {
    std::string name, bytes;
  };

  /// Throws kOutput if the path is a folder with other files than an earlier call wrote, or with
  /// those and `existing` refuses them; also if the folder above it does not exist.
  static void expect_usable(const std::filesystem::path& path, base::ExistingFile existing);
  /// Creates the temporary folder: in a folder that exists, otherwise beside the path. Throws as
  /// expect_usable does.
  PictureFolder(const std::filesystem::path& path, base::ExistingFile existing);
  PictureFolder(const PictureFolder&) = delete;
  PictureFolder& operator=(const PictureFolder&) = delete;
  /// Removes the temporary folder.
  ~PictureFolder();

  const std::filesystem::path& path() const { return path_; }
  /// The temporary folder. Its files move with the pictures.
  const std::filesystem::path& temporary() const { return temporary_; }

  /// rows: their ids and the shape of images; pixels: [N, D] uint8. Several threads may call it.
  static std::vector<Picture> draw(const data::Dataset& rows, const at::Tensor& pixels);
  void write(const std::vector<Picture>& pictures);
  /// Gives the folder its name, or replaces all earlier files of the folder that exists. Throws
  /// kOutput.
  void commit();

 private:
  std::filesystem::path path_, temporary_;
};

}  // namespace sae::cli
