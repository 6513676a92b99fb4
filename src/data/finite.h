// SPDX-License-Identifier: MIT
// Checks that all features are finite.
#pragma once

#include <string>

#include "data/dataset.h"

namespace sae::data {

/// Throws kData for the first feature that is nan or infinite, with its row and column, both from 0
/// as in NumPy. `place` is the file or folder, for the message.
void expect_finite(const Dataset& dataset, const std::string& place);

}  // namespace sae::data
