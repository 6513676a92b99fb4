// SPDX-License-Identifier: MIT
// A folder of pictures, one for each row.
#include "cli/picture_folder.h"

#include <unistd.h>

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

[[noreturn]] void fail_folder(const fs::path& path, const std::error_code& error) {
  refuse_folder(path, "cannot write: " + error.message());
}

/// Files of an earlier call, also temporary ones. Throws if there are others, or any that are not
/// to be replaced.
std::vector<fs::path> earlier_files(const fs::path& folder, base::ExistingFile existing) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    const bool temporary = base::is_temporary(name);
    const bool picture = is_picture_of_row(entry->path()) || name == kFolderRowsName;
    if (!temporary && !picture) {
      refuse_folder(folder, "expected an empty folder or earlier pictures of rows, found " + name);
    }
    if (picture && existing == base::ExistingFile::kRefuse) {
      refuse_folder(folder, "expected an empty folder, found pictures of rows",
                    "use --force to replace them");
    }
    files.push_back(entry->path());
  }
  if (failed) refuse_folder(folder, "cannot read: " + failed.message());
  return files;
}

/// The same folder without a slash at the end, so that it has a name.
fs::path named(const fs::path& path) { return path.has_filename() ? path : path.parent_path(); }

/// A name of base::is_temporary.
std::string temporary_name() { return ".sae_train-" + std::to_string(::getpid()) + "-0.tmp"; }

}  // namespace

void PictureFolder::expect_usable(const fs::path& path, base::ExistingFile existing) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) {
    earlier_files(path, existing);
  } else {
    base::expect_writable(named(path), existing);
  }
}

PictureFolder::PictureFolder(const fs::path& path, base::ExistingFile existing)
    : path_(named(path)) {
  expect_usable(path_, existing);
  std::error_code failed;
  const fs::path beside = fs::exists(path_, failed) ? path_ : path_.parent_path();
  const fs::path temporary = beside / temporary_name();
  fs::remove_all(temporary, failed);  // of a process of this number that was killed
  fs::create_directory(temporary, failed);
  if (failed) fail_folder(path_, failed);
  temporary_ = temporary;
}

PictureFolder::~PictureFolder() {
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

void PictureFolder::commit() {
  std::error_code failed;
  if (!fs::exists(path_, failed)) {
    fs::rename(temporary_, path_, failed);
    if (failed) fail_folder(path_, failed);
    return;
  }
  std::vector<fs::path> earlier = earlier_files(path_, base::ExistingFile::kReplace);
  std::vector<fs::path> files;
  for (const fs::directory_entry& file : fs::directory_iterator(temporary_, failed)) {
    files.push_back(file.path());
  }
  for (const fs::path& file : files) {
    if (!failed) fs::rename(file, path_ / file.filename(), failed);
    std::erase(earlier, path_ / file.filename());
  }
  std::erase(earlier, temporary_);
  for (const fs::path& file : earlier) {
    if (!failed) fs::remove_all(file, failed);
  }
  if (failed) fail_folder(path_, failed);
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
    base::write_atomically(temporary_ / picture.name, picture.bytes, base::Durability::kUnsynced);
  }
}

}  // namespace sae::cli
