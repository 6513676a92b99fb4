// SPDX-License-Identifier: MIT
// Shows the units of a run as text, CSV, JSON and a picture.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/unit_summary.h"
#include "data/dataset.h"
#include "format/image.h"
#include "format/json.h"
#include "run/trained_run.h"

namespace sae::config {

/// What `sae units` sorts by.
enum class UnitOrder {
  kIndex,
  kRate,
  kMean,
  kLargest,
  kImportance,
  kPurity,
  kDecoderNorm,
  kSimilarity,
};

template <>
inline constexpr auto kNames<UnitOrder> =
    std::to_array<EnumName<UnitOrder>>({{UnitOrder::kIndex, "index"},
                                        {UnitOrder::kRate, "rate"},
                                        {UnitOrder::kMean, "mean"},
                                        {UnitOrder::kLargest, "largest"},
                                        {UnitOrder::kImportance, "importance"},
                                        {UnitOrder::kPurity, "purity"},
                                        {UnitOrder::kDecoderNorm, "decoder_norm"},
                                        {UnitOrder::kSimilarity, "similarity"}});

}  // namespace sae::config

namespace sae::cli {

/// Units that tell two classes apart.
struct ClassPair {
  std::string first, second;  ///< names of the classes
  at::Tensor area;  ///< [H] float64: area under the ROC curve of the first against the second
};

/// The units of a run over some rows.
struct ListedUnits {
  analysis::UnitSummary summary;
  std::vector<std::string> class_names;  ///< empty without labels
  std::optional<ClassPair> tells;
  std::vector<std::int64_t> order;  ///< all units as they are listed
};

/// All units in the wanted order: largest values first, units without a value last, ties by their
/// number; kIndex by number. With `tells`, instead by the distance of the area from ½.
std::vector<std::int64_t> order_units(const ListedUnits& units, config::UnitOrder by);

/// The first units as a table for people.
std::string units_text(const ListedUnits& units);

/// units.csv: a line per unit in their order; docs/commands.md describes the columns.
std::string units_bytes(const ListedUnits& units);

/// The same as a list of objects.
format::Json units_json(const ListedUnits& units);

/// What the first units look for (picture::unit_images), each with its number and figure. rows: the
/// data, for the shape of its images. Not for data that are no images.
format::Image draw_units(const ListedUnits& units, const run::TrainedRun& run,
                         const data::Dataset& rows, config::UnitOrder by);

}  // namespace sae::cli
