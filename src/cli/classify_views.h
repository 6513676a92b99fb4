// SPDX-License-Identifier: MIT
// Shows the results of `sae classify` as text and JSON.
#pragma once

#include <string>

#include "analysis/classes.h"
#include "analysis/classification.h"
#include "data/split.h"
#include "format/json.h"

namespace sae::cli {

/// One line of the training table: epoch, loss, accuracies.
std::string row_text(const run::AccuracyRow& row);

/// Text for the user: that table, the accuracies, and the confusion matrix if it is not too wide.
std::string result_text(const analysis::Classification& result);

/// The result and its data in classify.json.
format::Json classification_json(const data::Split& split, const analysis::Classes& classes,
                                 const analysis::Classification& result);

}  // namespace sae::cli
