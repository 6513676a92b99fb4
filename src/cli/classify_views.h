// SPDX-License-Identifier: MIT
// What `sae classify` reached, as text and record.
#pragma once

#include <string>

#include "analysis/classes.h"
#include "analysis/classification.h"
#include "data/split.h"
#include "format/json.h"

namespace sae::cli {

/// A line of the table that grows while a classifier is trained: epoch, loss, accuracies.
std::string row_text(const run::AccuracyRow& row);

/// For people: that table, the accuracies, and the confusion matrix where it is not too wide.
std::string result_text(const analysis::Classification& result);

/// What the record tells of the result and its data.
format::Json classification_json(const data::Split& split, const analysis::Classes& classes,
                                 const analysis::Classification& result);

}  // namespace sae::cli
