// SPDX-License-Identifier: MIT
// The classes that occur in labelled data.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/split.h"

namespace sae::analysis {

/// Classes in the order of their labels, counted from 0.
struct Classes {
  /// As the files have them where all are whole numbers, else places in the list of the data.
  std::vector<std::int64_t> labels;
  std::vector<std::string> names;
  at::Tensor train;  ///< [N] int64, the class of each training row
  at::Tensor valid;  ///< [M] int64, of each row that is tested on
};

/// Those of the training rows and of the rows to test on. Throws kData without labels or with
/// fewer than two classes to train on.
Classes find_classes(const data::Split& split);

}  // namespace sae::analysis
