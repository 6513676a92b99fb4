// SPDX-License-Identifier: MIT
// The classes that occur in labelled data.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/split.h"

namespace sae::analysis {

/// Classes in the order of their labels, numbered from 0.
struct Classes {
  /// Labels in the files if all are whole numbers, otherwise indices into the data's list of
  /// classes.
  std::vector<std::int64_t> labels;
  std::vector<std::string> names;
  at::Tensor train;  ///< [N] int64, class of each training row
  at::Tensor valid;  ///< [M] int64, class of each test row
};

/// Classes of the training and test rows. Throws kData without labels or with fewer than two
/// classes in training.
Classes find_classes(const data::Split& split);

}  // namespace sae::analysis
