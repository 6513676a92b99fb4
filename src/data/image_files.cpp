// SPDX-License-Identifier: MIT
// Reads folders of PNG, JPEG, BMP and PNM files.
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "data/readers.h"
#include "format/bmp.h"
#include "format/classes.h"
#include "format/file.h"
#include "format/jpeg.h"
#include "format/png.h"
#include "format/pnm.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostImageBytes = std::uint64_t{1} << 30U;

std::string suffix_of(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::ranges::transform(suffix, suffix.begin(), [](unsigned char c) { return std::tolower(c); });
  return suffix;
}

bool has_suffix_of_schema_1(const fs::path& path) {
  const std::string suffix = suffix_of(path);
  return suffix == ".png" || suffix == ".jpg" || suffix == ".jpeg";
}

bool is_image_file(const fs::path& path) {
  constexpr std::array<std::string_view, 5> kOthers = {".bmp", ".pbm", ".pgm", ".ppm", ".pnm"};
  return has_suffix_of_schema_1(path) ||
         std::ranges::find(kOthers, suffix_of(path)) != kOthers.end();
}

/// Whether an operating system, not a person, created the file.
bool is_system_file(const std::string& name) { return name.starts_with('.') || name == "__MACOSX"; }

/// Files or folders in a folder, sorted by name.
std::vector<fs::path> list(const fs::path& folder, bool (*wanted)(const fs::path&)) {
  std::vector<fs::path> paths;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    const fs::path& path = entry->path();
    const std::string name = path.filename().string();
    if (is_system_file(name) || !wanted(path)) continue;
    if (!base::is_utf8(name)) {
      throw Error(ErrorKind::kData,
                  folder.string() + ": expected names in UTF-8, found " + base::quote(name));
    }
    paths.push_back(path);
  }
  if (failed) {
    throw Error(ErrorKind::kData, folder.string() + ": cannot read: " + failed.message());
  }
  std::ranges::sort(paths);
  return paths;
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

format::Image resized(const format::Image& image, const config::PixelSize& size) {
  return format::resize(image, static_cast<int>(size.width), static_cast<int>(size.height));
}

/// Subfolders in natural order, so that 10 comes after 2.
std::vector<fs::path> list_classes(const fs::path& folder) {
  std::vector<fs::path> paths = list(folder, is_folder);
  std::ranges::sort(paths, format::natural_less,
                    [](const fs::path& path) { return path.filename().string(); });
  return paths;
}

/// Grey is Rec. 601 luma, as in JPEG.
template <class Value>
std::vector<Value> converted(const std::vector<Value>& values, int from, int to) {
  std::vector<Value> result;
  const auto step = static_cast<std::size_t>(from);
  for (std::size_t at = 0; at < values.size(); at += step) {
    const Value red = values[at];
    if (from == 1) {
      result.insert(result.end(), static_cast<std::size_t>(to), red);
      continue;
    }
    const Value green = values[at + 1], blue = values[at + 2];
    if (to == 1) {
      result.push_back(static_cast<Value>((299 * red + 587 * green + 114 * blue + 500) / 1000));
    } else {
      result.insert(result.end(), {red, green, blue});
    }
  }
  return result;
}

format::Image converted(const format::Image& image, int channels) {
  if (image.channels == channels) return image;
  return {image.width, image.height, channels, converted(image.pixels, image.channels, channels),
          converted(image.pixels_16, image.channels, channels)};
}

int wanted_channels(config::Channels channels, const ImageFiles& files) {
  switch (channels) {
    case config::Channels::kGrey:
      return 1;
    case config::Channels::kRgb:
      return 3;
    case config::Channels::kAuto:
      break;
  }
  return files.coloured ? 3 : 1;
}

bool is_deep(const format::Image& image) { return !image.pixels_16.empty(); }

std::string describe(const format::Image& image) {
  return std::to_string(image.height) + " x " + std::to_string(image.width) + " pixels";
}

format::Image decode(const std::string& bytes, const std::string& name) {
  if (format::is_jpeg(bytes)) return format::parse_jpeg(bytes, name);
  if (format::is_png(bytes)) return format::parse_png(bytes, name);
  if (format::is_bmp(bytes)) return format::parse_bmp(bytes, name);
  if (format::is_pnm(bytes)) return format::parse_pnm(bytes, name);
  throw Error(ErrorKind::kData,
              name + ": expected a PNG, JPEG, BMP or PNM picture, found another format");
}

/// Files that cannot be decoded.
class BrokenFiles {
 public:
  void add(const Error& error) {
    if (count_++ < kMostNamed) errors_.push_back(error);
  }

  /// Throws kData with the first files if there are any; logs them if they are skipped.
  void report(const fs::path& folder, bool skip) const {
    if (count_ == 0) return;
    if (skip) {
      base::log_warning(base::format_count(count_) +
                        " of the image files left out: " + first_ones());
    } else if (count_ == 1) {
      const Error& only = errors_.front();
      throw Error(ErrorKind::kData, only.what(), only.hint().empty() ? kHint : only.hint());
    } else {
      throw Error(ErrorKind::kData,
                  folder.string() + ": expected image files that can be decoded, found " +
                      base::format_count(count_) + " others: " + first_ones(),
                  kHint);
    }
  }

 private:
  static constexpr std::int64_t kMostNamed = 5;
  static constexpr const char* kHint = "use --skip_broken yes to leave them out";

  std::string first_ones() const {
    std::vector<std::string> texts;
    for (const Error& error : errors_) texts.emplace_back(error.what());
    return base::join(texts, "; ") + (count_ > kMostNamed ? "; ..." : "");
  }

  std::vector<Error> errors_;
  std::int64_t count_ = 0;
};

/// Reads image files one by one.
class ImageFileReader {
 public:
  /// Takes each image that can be decoded, after its file's names were added to the list.
  using Take = std::function<void(format::Image)>;

  ImageFileReader(const fs::path& folder, Take take) : folder_(folder), take_(std::move(take)) {}

  /// Reads all files, and throws as read_image_files does.
  ImageFiles read(bool skip_broken) {
    add_folder(folder_, "");
    const std::size_t unsorted = files_.paths.size();
    for (const fs::path& subfolder : list_classes(folder_)) {
      const std::string name = subfolder.filename().string();
      const std::size_t before = files_.paths.size();
      add_folder(subfolder, name + "/");
      if (files_.paths.size() == before) continue;
      files_.labels.insert(files_.labels.end(), files_.paths.size() - before,
                           static_cast<std::int64_t>(files_.class_names.size()));
      files_.class_names.push_back(name);
    }
    broken_.report(folder_, skip_broken);
    if (files_.paths.empty() || (unsorted > 0 && !files_.labels.empty())) refuse();
    files_.fingerprint = "crc32:" + base::checksum_text(checksum_);
    return std::move(files_);
  }

 private:
  [[noreturn]] void refuse() const {
    const bool none = files_.paths.empty();
    throw Error(ErrorKind::kData,
                folder_.string() +
                    ": expected the IDX files of the MNIST family, or PNG, JPEG, BMP or PNM "
                    "files in the folder itself or in one subfolder for each class, found " +
                    (none ? "none" : "images on both levels"),
                none ? kFetchHint : "");
  }

  /// prefix: before the names of the folder's files.
  void add_folder(const fs::path& folder, const std::string& prefix) {
    for (const fs::path& path : list(folder, is_image_file)) {
      const std::string bytes = format::read_file(path, kMostImageBytes, ErrorKind::kData);
      checksum_ = base::crc32_of(bytes, checksum_);
      try {
        format::Image image = decode(bytes, path.string());
        files_.turned = files_.turned || image.turned;
        files_.deep = files_.deep || is_deep(image);
        files_.coloured = files_.coloured || image.channels != 1;
        files_.paths.push_back(path);
        files_.names.push_back(prefix + path.filename().string());
        take_(std::move(image));
      } catch (const Error& error) {
        broken_.add(error);
      }
    }
  }

  const fs::path& folder_;
  Take take_;
  ImageFiles files_;
  BrokenFiles broken_;
  std::uint32_t checksum_ = 0;
};

/// The image as the configuration and the other files of the folder want it.
format::Image converted_image(format::Image image, const ImageFiles& files,
                              const config::DataConfig& config) {
  if (config.background) {
    const auto [red, green, blue] = *config.background;
    image = format::flatten(std::move(image), {red, green, blue});
  }
  image = converted(image, wanted_channels(config.channels, files));
  if (files.deep) image = format::to_16_bits(std::move(image));
  return config.resize ? resized(image, *config.resize) : image;
}

[[noreturn]] void refuse_size(const ImageFiles& files, const format::Image& first,
                              std::size_t index, const format::Image& other) {
  throw Error(ErrorKind::kData,
              files.paths[index].string() + ": expected " + describe(first) + " as in " +
                  files.paths.front().filename().string() + ", found " + describe(other),
              std::string("use --resize HxW to make all the same size") +
                  (files.turned ? "; some are turned by their EXIF orientation" : ""));
}

/// A file may change after the list was made.
void expect_same_values(const fs::path& path, const format::Image& first,
                        const format::Image& found) {
  if (found.height == first.height && found.width == first.width &&
      found.channels == first.channels && is_deep(found) == is_deep(first)) {
    return;
  }
  const auto with_depth = [](const format::Image& image) {
    return describe(image) + (is_deep(image) ? " of 16 bits" : "");
  };
  throw Error(ErrorKind::kData, path.string() + ": expected " + with_depth(first) +
                                    " as at the first reading, found " + with_depth(found) +
                                    " (was it changed?)");
}

/// Differences from how schema 1 read these files.
std::vector<std::string> find_changes(const ImageFiles& files) {
  std::vector<std::string> changes;
  if (files.deep) {
    changes.emplace_back("now all bits of 16-bit pictures are used");
  }
  if (files.turned) {
    changes.emplace_back("now the EXIF orientation is applied");
  }
  if (!std::ranges::all_of(files.paths, has_suffix_of_schema_1)) {
    changes.emplace_back("now BMP and PNM pictures are read");
  }
  if (!std::ranges::is_sorted(files.class_names)) {
    changes.emplace_back("now subfolders are read in natural order");
  }
  return changes;
}

}  // namespace

ImageFiles read_image_files(const fs::path& folder, const config::DataConfig& config) {
  std::vector<format::Image> images;
  ImageFiles files = ImageFileReader(folder, [&](format::Image image) {
                       images.push_back(std::move(image));
                     }).read(config.skip_broken);
  files.changes = find_changes(files);
  for (format::Image& image : images) image = converted_image(std::move(image), files, config);
  files.images = std::move(images);
  return files;
}

ImageFiles scan_image_files(const fs::path& folder, const config::DataConfig& config) {
  std::optional<format::Image> first;
  std::optional<std::pair<std::size_t, format::Image>> other;
  std::size_t count = 0;
  const auto same_size = [&](const format::Image& image) {
    return image.height == first->height && image.width == first->width;
  };
  ImageFiles files = ImageFileReader(folder, [&](format::Image image) {
                       if (!first) first = image;
                       if (!other && !same_size(image)) other.emplace(count, std::move(image));
                       ++count;
                     }).read(config.skip_broken);
  files.changes = find_changes(files);
  if (other && !config.resize) refuse_size(files, *first, other->first, other->second);
  files.images.push_back(converted_image(*std::move(first), files, config));
  return files;
}

format::Image read_image(const ImageFiles& files, std::size_t index,
                         const config::DataConfig& config) {
  const fs::path& path = files.paths[index];
  const std::string bytes = format::read_file(path, kMostImageBytes, ErrorKind::kData);
  format::Image image = converted_image(decode(bytes, path.string()), files, config);
  expect_same_values(path, files.images.front(), image);
  return image;
}

void copy_pixels(const format::Image& image, const at::Tensor& row) {
  if (is_deep(image)) {
    std::ranges::copy(image.pixels_16, row.mutable_data_ptr<float>());
  } else {
    std::ranges::copy(image.pixels, row.mutable_data_ptr<std::uint8_t>());
  }
}

Dataset describe_images(const ImageFiles& files) {
  const format::Image& first = files.images.front();
  Dataset dataset;
  dataset.shape = {first.height, first.width, first.channels};
  const bool deep = is_deep(first);
  const auto width = static_cast<std::int64_t>(first.pixels.size() + first.pixels_16.size());
  dataset.features = at::empty({0, width}, deep ? at::kFloat : at::kByte);
  dataset.full_scale = deep ? kLargest16BitPixel : kLargestByte;
  dataset.content = Content::kPixels;
  dataset.fingerprint = files.fingerprint;
  if (files.labels.empty()) return dataset;
  dataset.labels = at::tensor(files.labels);
  dataset.class_names = files.class_names;
  return dataset;
}

Dataset stack_images(const ImageFiles& files) {
  Dataset dataset = describe_images(files);
  const auto rows = static_cast<std::int64_t>(files.images.size());
  dataset.features = at::empty({rows, dataset.width()}, dataset.features.options());
  dataset.row_names = files.names;
  const format::Image& first = files.images.front();
  for (std::size_t i = 0; i < files.images.size(); ++i) {
    const format::Image& image = files.images[i];
    if (image.height != first.height || image.width != first.width) {
      refuse_size(files, first, i, image);
    }
    copy_pixels(image, dataset.features[static_cast<std::int64_t>(i)]);
  }
  return dataset;
}

}  // namespace sae::data
