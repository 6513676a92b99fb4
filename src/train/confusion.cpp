// SPDX-License-Identifier: MIT
// Confusion matrix of a classifier.
#include "train/confusion.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/bincount.h>

#include <numeric>

namespace sae::train {

std::int64_t Confusion::rows_of(std::size_t truth) const {
  return std::accumulate(counts[truth].begin(), counts[truth].end(), std::int64_t{0});
}

std::int64_t Confusion::rows() const {
  std::int64_t sum = 0;
  for (std::size_t truth = 0; truth < counts.size(); ++truth) sum += rows_of(truth);
  return sum;
}

std::int64_t Confusion::correct() const {
  std::int64_t sum = 0;
  for (std::size_t truth = 0; truth < counts.size(); ++truth) sum += counts[truth][truth];
  return sum;
}

double Confusion::accuracy() const {
  return static_cast<double>(correct()) / static_cast<double>(rows());
}

Confusion count_confusion(const at::Tensor& labels, const at::Tensor& predicted,
                          const std::vector<std::string>& names) {
  const auto classes = static_cast<std::int64_t>(names.size());
  const at::Tensor flat =
      at::bincount(labels * classes + predicted, /*weights=*/{}, classes * classes).contiguous();
  const auto* first = flat.const_data_ptr<std::int64_t>();
  Confusion confusion{names, {}};
  for (std::int64_t truth = 0; truth < classes; ++truth) {
    confusion.counts.emplace_back(first + truth * classes, first + (truth + 1) * classes);
  }
  return confusion;
}

}  // namespace sae::train
