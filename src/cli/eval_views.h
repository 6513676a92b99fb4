// SPDX-License-Identifier: MIT
// Shows the results of `sae eval` as text and JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/json.h"
#include "train/budget.h"
#include "train/evaluate.h"

namespace sae::cli {

/// The measures on the rows of one class.
struct ClassMeasures {
  std::string name;
  std::int64_t rows = 0;
  train::Measures measures;
};

/// What `sae eval` found.
struct EvalResult {
  train::Measures all;
  std::vector<train::BudgetPoint> budget;  ///< empty if the training rows cannot be read
  std::vector<ClassMeasures> classes;      ///< of the classes that occur; empty without labels
};

/// Measures with all their digits, then the budget curve and the classes in short.
std::string eval_text(const EvalResult& result);

/// {"metrics": {…}, "fvu_at_k": [{"k": …, "fvu": …}], "classes": [{"name", "rows", "metrics"}]},
/// with the names of metrics.csv without "val_".
format::Json eval_json(const EvalResult& result);

}  // namespace sae::cli
