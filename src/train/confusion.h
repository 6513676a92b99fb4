// SPDX-License-Identifier: MIT
// Confusion matrix of a classifier.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sae::train {

/// Counts of predictions by true and predicted class.
struct Confusion {
  std::vector<std::string> names;                 ///< names of the C classes
  std::vector<std::vector<std::int64_t>> counts;  ///< [true class][predicted class], C x C

  std::int64_t rows() const;
  std::int64_t correct() const;
  /// correct / rows; NaN without rows.
  double accuracy() const;
  /// Number of rows whose true class is `truth`.
  std::int64_t rows_of(std::size_t truth) const;
};

/// labels, predicted: [N] int64 in [0, C), where C is the number of names.
Confusion count_confusion(const at::Tensor& labels, const at::Tensor& predicted,
                          const std::vector<std::string>& names);

}  // namespace sae::train
