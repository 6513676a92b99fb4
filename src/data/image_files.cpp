// SPDX-License-Identifier: MIT
// Folders of PNG and JPEG files.
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstring>

#include "sae/base/error.h"
#include "sae/base/hash.h"
#include "sae/data/readers.h"
#include "sae/format/file.h"
#include "sae/format/jpeg.h"
#include "sae/format/png.h"

namespace sae::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostImageBytes = std::uint64_t{1} << 30U;

bool is_image_file(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::ranges::transform(suffix, suffix.begin(), [](unsigned char c) { return std::tolower(c); });
  return suffix == ".png" || suffix == ".jpg" || suffix == ".jpeg";
}

/// Visible files or folders in a folder, by name.
std::vector<fs::path> list(const fs::path& folder, bool (*wanted)(const fs::path&)) {
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().front() != '.' && wanted(entry.path())) {
      paths.push_back(entry.path());
    }
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

/// Grey is Rec. 601's luma, as JPEG has it.
format::Image converted(const format::Image& image, int channels) {
  if (image.channels == channels) return image;
  format::Image result{image.width, image.height, channels, {}};
  const std::size_t step = static_cast<std::size_t>(image.channels);
  for (std::size_t at = 0; at < image.pixels.size(); at += step) {
    const std::uint8_t red = image.pixels[at];
    if (step == 1) {
      result.pixels.insert(result.pixels.end(), static_cast<std::size_t>(channels), red);
      continue;
    }
    const std::uint8_t green = image.pixels[at + 1], blue = image.pixels[at + 2];
    if (channels == 1) {
      result.pixels.push_back(
          static_cast<std::uint8_t>((299 * red + 587 * green + 114 * blue + 500) / 1000));
    } else {
      result.pixels.insert(result.pixels.end(), {red, green, blue});
    }
  }
  return result;
}

int wanted_channels(config::Channels channels, const std::vector<format::Image>& images) {
  switch (channels) {
    case config::Channels::kGrey:
      return 1;
    case config::Channels::kRgb:
      return 3;
    case config::Channels::kAuto:
      break;
  }
  const bool colour =
      std::ranges::any_of(images, [](const format::Image& image) { return image.channels != 1; });
  return colour ? 3 : 1;
}

std::string describe(const format::Image& image) {
  return std::to_string(image.height) + " x " + std::to_string(image.width) + " pixels";
}

format::Image decode(const std::string& bytes, const std::string& name) {
  if (format::is_jpeg(bytes)) return format::parse_jpeg(bytes, name);
  if (format::is_png(bytes)) return format::parse_png(bytes, name);
  throw Error(ErrorKind::kData, name + ": expected a PNG or JPEG picture, found another format");
}

/// Reads the files of a folder and adds them to `files`; returns the checksum of their contents.
std::uint32_t add_folder(const fs::path& folder, std::uint32_t checksum, ImageFiles& files) {
  for (const fs::path& path : list(folder, is_image_file)) {
    const std::string bytes = format::read_file(path, kMostImageBytes, ErrorKind::kData);
    checksum =
        base::crc32({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, checksum);
    files.images.push_back(decode(bytes, path.string()));
    files.paths.push_back(path);
  }
  return checksum;
}

}  // namespace

ImageFiles read_image_files(const fs::path& folder, const config::DataConfig& config) {
  ImageFiles files;
  std::uint32_t checksum = add_folder(folder, 0, files);
  const std::size_t unsorted = files.images.size();
  for (const fs::path& subfolder : list(folder, is_folder)) {
    const std::size_t before = files.images.size();
    checksum = add_folder(subfolder, checksum, files);
    if (files.images.size() == before) continue;
    files.labels.insert(files.labels.end(), files.images.size() - before,
                        static_cast<std::int64_t>(files.class_names.size()));
    files.class_names.push_back(subfolder.filename().string());
  }
  if (files.images.empty() || (unsorted > 0 && !files.labels.empty())) {
    throw Error(ErrorKind::kData,
                folder.string() +
                    ": expected the IDX files of the MNIST family, or PNG or JPEG files in the "
                    "folder itself or in one subfolder for each class, found " +
                    (files.images.empty() ? "none" : "images on both levels"),
                files.images.empty() ? kFetchHint : "");
  }
  const int channels = wanted_channels(config.channels, files.images);
  for (format::Image& image : files.images) {
    image = converted(image, channels);
    if (config.resize) image = resized(image, *config.resize);
  }
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "crc32:%08x", checksum);
  files.fingerprint = text.data();
  return files;
}

Dataset stack_images(const ImageFiles& files) {
  const format::Image& first = files.images.front();
  Dataset dataset;
  dataset.shape = {first.height, first.width, first.channels};
  dataset.features = at::empty({static_cast<std::int64_t>(files.images.size()),
                                static_cast<std::int64_t>(first.pixels.size())},
                               at::kByte);
  auto* row = dataset.features.mutable_data_ptr<std::uint8_t>();
  for (std::size_t i = 0; i < files.images.size(); ++i) {
    const format::Image& image = files.images[i];
    if (image.height != first.height || image.width != first.width) {
      throw Error(ErrorKind::kData,
                  files.paths[i].string() + ": expected " + describe(first) + " as in " +
                      files.paths.front().filename().string() + ", found " + describe(image),
                  "--resize HxW brings all to one size");
    }
    std::memcpy(row, image.pixels.data(), image.pixels.size());
    row += image.pixels.size();
  }
  dataset.fingerprint = files.fingerprint;
  if (files.labels.empty()) return dataset;
  dataset.labels = at::tensor(files.labels);
  dataset.class_names = files.class_names;
  return dataset;
}

}  // namespace sae::data
