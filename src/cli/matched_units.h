// SPDX-License-Identifier: MIT
// Units of one run that are found again in another, as text, JSON, CSV and a picture.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>

#include "analysis/unit_match.h"
#include "config/enums.h"
#include "format/image.h"
#include "format/json.h"
#include "run/stack.h"

namespace sae::cli {

/// A run and the directions of its units.
struct MatchedRun {
  run::Stack stack;       ///< the run, after those that encode its rows
  at::Tensor directions;  ///< [D, H]: the weight of the decoder; of a decoder with several layers,
                          ///< picture::unit_changes
  std::optional<std::int64_t> dead;  ///< val_dead of the epoch of its weights; none: no metrics.csv
};

/// The units of two runs, matched one to one.
struct MatchedUnits {
  MatchedRun a, b;
  analysis::UnitMatch match;
  analysis::MatchFigures figures;
  analysis::MatchFigures chance;  ///< of analysis::match_by_chance
};

/// Loads both run folders and matches the units of `a` with those of `b` by the cosine of what they
/// add to the output. Dead units count as units. Throws kUsage if the runs have different input
/// widths, scaling or whitening, or are trained on codes of different runs; kCheckpoint if a weight
/// is not finite, and as run::Stack::load does.
MatchedUnits match_runs(const std::string& a, const std::string& b, config::Weights weights);

/// A table for people: how many units are found again, and how many would be by chance.
std::string matched_text(const MatchedUnits& units);

/// The same numbers, and all pairs in the order of the units of A.
format::Json matched_json(const MatchedUnits& units);

/// The pairs as lines unit_a,unit_b,cosine with a header, in the order of the units of A.
std::string matched_csv(const MatchedUnits& units);

/// The ten best, middle and worst pairs, each unit of A above its partner, as pictures of what they
/// add to the output. Reads the data of run A for the shape of its images. Throws kUsage if they
/// are no images.
format::Image draw_matched(const MatchedUnits& units);

}  // namespace sae::cli
