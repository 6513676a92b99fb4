// SPDX-License-Identifier: MIT
// Which class was taken for which.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sae::train {

/// Counts of predictions, by class.
struct Confusion {
  std::vector<std::string> names;                 ///< of the C classes
  std::vector<std::vector<std::int64_t>> counts;  ///< [true class][predicted class], C x C

  std::int64_t rows() const;
  std::int64_t correct() const;
  /// correct / rows, NaN without rows.
  double accuracy() const;
  /// Rows of a true class.
  std::int64_t rows_of(std::size_t truth) const;
};

/// labels, predicted: [N] int64 in [0, C), C the number of names.
Confusion count_confusion(const at::Tensor& labels, const at::Tensor& predicted,
                          const std::vector<std::string>& names);

}  // namespace sae::train
