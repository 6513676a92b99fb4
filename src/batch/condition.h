// SPDX-License-Identifier: MIT
// Conditions on runs: "penalty=l1,val_l0<=32".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "batch/run_values.h"

namespace sae::batch {

enum class Relation { kAtMost, kAtLeast, kUnequal, kBelow, kAbove, kEqual };

/// A condition on one value of a run.
struct RunCondition {
  std::string name;  ///< of a figure, an option, or kStateName
  Relation relation = Relation::kEqual;
  std::string value;               ///< of an option after = or !=: in usual form
  std::optional<double> number{};  ///< the value, if it is a number

  /// "val_l0<=32".
  std::string text() const;
};

/// The conditions of --where, separated by commas or "and": a name, <=, >=, <, >, = or !=, and a
/// value. A part without a relation continues the value before it: "layers=512,64". Throws kUsage
/// on an unknown name or relation, and on a value that the figure or the option cannot have.
std::vector<RunCondition> parse_conditions(const std::string& typed);

/// Whether the run has such a value. Numbers are compared as numbers; only they can be below or
/// above. A run without the figure has none.
bool holds(const RunCondition& condition, const RunValues& run);

}  // namespace sae::batch
