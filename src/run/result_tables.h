// SPDX-License-Identifier: MIT
// The tables that `sae classify`, `sae cluster` and `sae anomaly` write.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "train/confusion.h"

namespace sae::run {

/// A classifier after an iteration. Accuracies are shares of rows in [0, 1].
struct AccuracyRow {
  std::int64_t iteration = 0;
  double loss = 0;
  double train = 0;
  double test = 0;
};

/// accuracy.csv: epoch, loss, train_accuracy, test_accuracy; a line for each row.
std::string accuracy_bytes(const std::vector<AccuracyRow>& history);

/// confusion.csv: "label", then "predicted_7" for each label; a line for each true class. labels:
/// [C] the numbers of the classes in the data.
std::string confusion_bytes(const train::Confusion& confusion,
                            const std::vector<std::int64_t>& labels);

/// A column of assignments.csv.
struct Assignment {
  std::string name;
  at::Tensor cluster;  ///< [N] int64
};

/// assignments.csv: "row" (data::id_texts), a column for each assignment, "label" if the N rows
/// have classes.
std::string assignments_bytes(const data::Dataset& rows, const std::vector<Assignment>& columns);

/// anomaly.csv: "row" (data::id_texts), "error", "above" (1 if the error is above the threshold),
/// "label" if the N rows have classes. errors: [N] float64.
std::string errors_bytes(const data::Dataset& rows, const at::Tensor& errors, double threshold);

}  // namespace sae::run
