// SPDX-License-Identifier: MIT
// The tables of `sae classify`, `sae cluster` and `sae anomaly`.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "train/confusion.h"

namespace sae::run {

/// Accuracy of a classifier after an iteration, as fractions in [0, 1] of the training and test
/// rows.
struct AccuracyRow {
  std::int64_t iteration = 0;
  double loss = 0;
  double train = 0;
  double test = 0;
};

/// accuracy.csv: columns epoch, loss, train_accuracy, test_accuracy; one line per row.
std::string accuracy_bytes(const std::vector<AccuracyRow>& history);

/// confusion.csv: columns "label" and "predicted_7" for each label; one line per true class.
/// labels: [C] class numbers in the data.
std::string confusion_bytes(const train::Confusion& confusion,
                            const std::vector<std::int64_t>& labels);

/// A column of assignments.csv.
struct Assignment {
  std::string name;
  at::Tensor cluster;  ///< [N] int64
};

/// assignments.csv: "row" (data::id_texts), one column per assignment, and "label" if the N rows
/// have classes.
std::string assignments_bytes(const data::Dataset& rows, const std::vector<Assignment>& columns);

/// anomaly.csv: "row" (data::id_texts), "error", "above" (1 if error > threshold), and "label" if
/// the N rows have classes. errors: [N] float64.
std::string errors_bytes(const data::Dataset& rows, const at::Tensor& errors, double threshold);

}  // namespace sae::run
