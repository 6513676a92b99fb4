// SPDX-License-Identifier: MIT
// Rows of numbers as images.
#include "data/image_shape.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/round.h>

#include "base/chunks.h"
#include "base/error.h"
#include "base/log.h"

namespace sae::data {

bool are_bytes(const Dataset& dataset) {
  if (dataset.features.scalar_type() == at::kByte) return true;
  const auto value_bytes = static_cast<std::int64_t>(dataset.features.element_size());
  bool bytes = true;
  base::for_each_chunk(dataset.rows(), 2 * dataset.width() * value_bytes,
                       [&](std::int64_t start, std::int64_t count) {
                         if (!bytes) return;
                         const at::Tensor rows = dataset.features.narrow(0, start, count);
                         // A missing value is unequal to itself.
                         bytes = rows.eq(at::round(rows)).all().item<bool>() &&
                                 rows.min().item<double>() >= 0 &&
                                 rows.max().item<double>() <= kLargestByte;
                       });
  return bytes;
}

void shape_as_images(Dataset& dataset, const config::ImageSize& shape, const std::string& place) {
  shape_as_images(dataset, shape, place, are_bytes(dataset) ? Bytes::kYes : Bytes::kNo);
}

void shape_as_images(Dataset& dataset, const config::ImageSize& shape, const std::string& place,
                     Bytes bytes) {
  const std::int64_t values = shape.height * shape.width * shape.channels;
  if (values != dataset.width()) {
    throw Error(ErrorKind::kData,
                place + ": --image_shape: expected rows of " + std::to_string(values) +
                    " values, found " + std::to_string(dataset.width()),
                dataset.width() == values + 1 ? "is one of them the class (--label_column)?" : "");
  }
  if (bytes == Bytes::kYes) dataset.features = dataset.features.to(at::kByte);
  if (shape.planar && shape.channels > 1) {
    const at::Tensor planes =
        dataset.features.reshape({dataset.rows(), shape.channels, shape.height * shape.width});
    dataset.features = planes.transpose(1, 2).reshape({dataset.rows(), values});
  }
  dataset.shape = {static_cast<int>(shape.height), static_cast<int>(shape.width),
                   static_cast<int>(shape.channels)};
  dataset.column_names.clear();
}

void transpose_images(Dataset& dataset, const std::string& place) {
  if (!is_picture(dataset)) {
    throw Error(ErrorKind::kUsage,
                "--transpose: expected images, found rows of numbers in " + place,
                "--image_shape reads rows as images");
  }
  ImageShape& shape = dataset.shape;
  const at::Tensor images =
      dataset.features.reshape({dataset.rows(), shape.height, shape.width, shape.channels});
  dataset.features = images.transpose(1, 2).reshape({dataset.rows(), dataset.width()});
  std::swap(shape.height, shape.width);
}

void suggest_images(const Dataset& dataset) {
  constexpr std::int64_t kMnist = 784, kCifar = 3072;
  const bool pixels =
      dataset.features.scalar_type() == at::kByte || dataset.content == Content::kPixels;
  const bool mnist = dataset.width() == kMnist && !pixels;
  const bool cifar = dataset.width() == kCifar && dataset.shape.height == 1;
  if (dataset.window > 1 || !(mnist || cifar) || !are_bytes(dataset)) return;
  base::log_info(
      "data    rows of " + std::to_string(dataset.width()) +
      " whole numbers from 0 to 255 may be images: to read them as images, use --image_shape " +
      (mnist ? "28x28" : "32x32x3 or 3x32x32"));
}

}  // namespace sae::data
