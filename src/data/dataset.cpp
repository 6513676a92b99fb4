// SPDX-License-Identifier: MIT
// Images with labels in memory.
#include "sae/data/dataset.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include <array>
#include <cstdio>

#include "sae/base/error.h"
#include "sae/base/hash.h"
#include "sae/format/idx.h"

namespace sae::data {
namespace {

/// CRC-32 of FashionMNIST's labels, by which we know the data set whatever its folder is called.
constexpr std::uint32_t kFashionTrainLabels = 0x2ed6e46a;
constexpr std::uint32_t kFashionTestLabels = 0x242bc73f;
constexpr std::array<const char*, 10> kFashionClasses = {
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"};

std::vector<std::string> name_classes(std::uint32_t labels_checksum, std::int64_t highest) {
  if (labels_checksum == kFashionTrainLabels || labels_checksum == kFashionTestLabels) {
    return {kFashionClasses.begin(), kFashionClasses.end()};
  }
  std::vector<std::string> names;
  for (std::int64_t label = 0; label <= highest; ++label) names.push_back(std::to_string(label));
  return names;
}

std::string hex(std::uint32_t value) {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", value);
  return text.data();
}

at::Tensor bytes_view(format::IdxArray& array, at::IntArrayRef shape) {
  return at::from_blob(array.bytes.data(), shape, at::kByte);
}

}  // namespace

Dataset read_images(const std::filesystem::path& images, const std::filesystem::path& labels) {
  format::IdxArray pixels = format::read_idx(images, /*rank=*/3);
  format::IdxArray classes = format::read_idx(labels, /*rank=*/1);
  const std::int64_t rows = pixels.shape[0];
  if (classes.shape[0] != rows) {
    throw Error(ErrorKind::kData, labels.string() + ": expected " + std::to_string(rows) +
                                      " labels, one for each image of " +
                                      images.filename().string() + ", found " +
                                      std::to_string(classes.shape[0]));
  }
  const std::uint32_t labels_checksum = base::crc32(classes.bytes);
  Dataset dataset;
  dataset.shape = {static_cast<int>(pixels.shape[1]), static_cast<int>(pixels.shape[2]), 1};
  dataset.features =
      bytes_view(pixels, {rows, pixels.shape[1] * pixels.shape[2]}).to(at::kFloat).div_(255.0);
  dataset.labels = bytes_view(classes, {rows}).to(at::kLong);
  dataset.class_names = name_classes(labels_checksum, dataset.labels.max().item<std::int64_t>());
  dataset.fingerprint = "crc32:" + hex(base::crc32(pixels.bytes)) + "+" + hex(labels_checksum);
  return dataset;
}

Dataset take_rows(const Dataset& dataset, const at::Tensor& rows) {
  Dataset taken = dataset;
  taken.features = dataset.features.index_select(0, rows);
  taken.labels = dataset.labels.index_select(0, rows);
  return taken;
}

}  // namespace sae::data
