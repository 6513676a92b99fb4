// SPDX-License-Identifier: MIT
// Whether numbers can be trained on at all.
#pragma once

#include <string>

#include "data/dataset.h"

namespace sae::data {

/// Throws kData for the first value of the features that is nan or infinite, with its row and its
/// column, both counted from 0 as NumPy counts them. place: the file or folder, for the message.
void expect_finite(const Dataset& dataset, const std::string& place);

}  // namespace sae::data
