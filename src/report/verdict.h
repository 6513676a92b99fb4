// SPDX-License-Identifier: MIT
// Judges whether a run is trained and its code sparse.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "train/budget.h"
#include "train/evaluate.h"

namespace sae::report {

/// Thresholds of a sparse code: minimum Hoyer measure and maximum share of effective units. A dense
/// code does not meet both.
inline constexpr double kSparseHoyer = 0.55;
inline constexpr double kSparseShare = 0.25;
/// Above this share of dead units, the width of the code counts as wasted.
inline constexpr double kManyDead = 0.1;
/// Share of what all units explain that counts as nearly all.
inline constexpr double kNearlyAll = 0.9;

/// Says whether the run is trained and its code sparse, and why.
struct Verdict {
  std::string sentence;
  std::string advice;  ///< what to try next; may be empty
};

/// A code of zeros is collapsed. Otherwise FVU >= 1 means not trained yet, however sparse the code.
/// budget: the budget curve; empty if it is not known. A code with sparse activations may still
/// need many units per sample to explain kNearlyAll of what all explain; the verdict says so.
Verdict judge_run(const config::Config& config, const train::Measures& valid,
                  const std::vector<train::BudgetPoint>& budget = {});

}  // namespace sae::report
