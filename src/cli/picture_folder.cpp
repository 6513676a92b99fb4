// SPDX-License-Identifier: MIT
// A folder of pictures, one for each row.
#include "cli/picture_folder.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/values.h"
#include "format/png.h"

namespace sae::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLeastDigits = 5;

bool is_picture_of_row(const fs::path& path) {
  const std::string stem = path.stem().string();
  return path.extension() == ".png" && stem.size() >= kLeastDigits &&
         std::ranges::all_of(stem, [](char c) { return c >= '0' && c <= '9'; });
}

[[noreturn]] void refuse_folder(const fs::path& path, const std::string& problem,
                                const std::string& hint = "") {
  throw Error(ErrorKind::kOutput, path.string() + ": " + problem, hint);
}

/// Files of an earlier call. Throws if there are others, or any that are not to be replaced.
std::vector<fs::path> earlier_files(const fs::path& folder, base::ExistingFile existing) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const bool own = is_picture_of_row(entry.path()) || entry.path().filename() == kFolderRowsName;
    if (!own) {
      refuse_folder(folder, "expected an empty folder or earlier pictures of rows, found " +
                                entry.path().filename().string());
    }
    files.push_back(entry.path());
  }
  if (!files.empty() && existing == base::ExistingFile::kRefuse) {
    refuse_folder(folder, "expected an empty folder, found pictures of rows",
                  "use --force to replace them");
  }
  return files;
}

}  // namespace

void PictureFolder::expect_usable(const fs::path& path, base::ExistingFile existing) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) earlier_files(path, existing);
}

PictureFolder::PictureFolder(fs::path path, base::ExistingFile existing) : path_(std::move(path)) {
  std::error_code failed;
  created_ = fs::create_directories(path_, failed);
  if (failed) refuse_folder(path_, "cannot write: " + failed.message());
  if (created_) return;
  for (const fs::path& file : earlier_files(path_, existing)) fs::remove(file);
}

PictureFolder::~PictureFolder() {
  if (whole_) return;
  std::error_code ignored;
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_, ignored)) {
    if (is_picture_of_row(entry.path())) files.push_back(entry.path());
  }
  for (const fs::path& file : files) fs::remove(file, ignored);
  if (created_) fs::remove(path_, ignored);
}

std::vector<PictureFolder::Picture> PictureFolder::draw(const data::Dataset& rows,
                                                        const at::Tensor& pixels) {
  std::vector<Picture> pictures;
  const auto ids = data::to_vector<std::int64_t>(rows.row_ids);
  for (std::size_t row = 0; row < ids.size(); ++row) {
    std::string digits = std::to_string(ids[row]);
    digits.insert(0, kLeastDigits - std::min(digits.size(), kLeastDigits), '0');
    const format::Image image{
        rows.shape.width, rows.shape.height, rows.shape.channels,
        data::to_vector<std::uint8_t>(pixels[static_cast<std::int64_t>(row)])};
    pictures.push_back({digits + ".png", format::png_bytes(image)});
  }
  return pictures;
}

void PictureFolder::write(const std::vector<Picture>& pictures) {
  for (const Picture& picture : pictures) {
    base::write_atomically(path_ / picture.name, picture.bytes, base::Durability::kUnsynced);
  }
}

}  // namespace sae::cli
