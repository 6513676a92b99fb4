// SPDX-License-Identifier: MIT
// Missing values: features that are nan.
#pragma once

#include <string>

#include "config/config.h"
#include "data/dataset.h"
#include "format/table.h"

namespace sae::data {

/// Throws kData for the first feature that is nan or infinite, with its row and column, both from 0
/// as in NumPy. `place` is the file or folder, for the message. hint: what to do about nan.
void expect_finite(const Dataset& dataset, const std::string& place,
                   const std::string& hint = format::kMissingHint);

/// Does what --missing says with features that are nan: kError throws as expect_finite does, kDrop
/// leaves out their rows and logs how many, kMean keeps them for Transform, which fills them in.
/// Throws kData for the first infinite feature, and if no row is left.
void apply_missing(Dataset& dataset, config::Missing missing, const std::string& place);

}  // namespace sae::data
