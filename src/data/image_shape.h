// SPDX-License-Identifier: MIT
// Rows of numbers as images.
#pragma once

#include <string>

#include "config/config.h"
#include "data/dataset.h"

namespace sae::data {

/// Makes rows of numbers images of this shape. Planar values are put in the order of pixels. If all
/// values are whole numbers from 0 to 255, they become bytes. Throws kData unless a row has as many
/// values. `place` is the file, for the message.
void shape_as_images(Dataset& dataset, const config::ImageSize& shape, const std::string& place);

/// Whether the values of all rows are whole numbers from 0 to 255.
enum class Bytes { kNo, kYes };
/// The same for some of the rows, when it is known whether all of them are bytes.
void shape_as_images(Dataset& dataset, const config::ImageSize& shape, const std::string& place,
                     Bytes bytes);
/// Whether all features are whole numbers from 0 to 255.
bool are_bytes(const Dataset& dataset);

/// Exchanges the rows and columns of each image. Throws kUsage if the rows are no images.
void transpose_images(Dataset& dataset, const std::string& place);

/// Logs the option that reads the rows as images, if they look like some: 784 or 3072 whole numbers
/// from 0 to 255 that are no images yet.
void suggest_images(const Dataset& dataset);

}  // namespace sae::data
