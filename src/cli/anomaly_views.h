// SPDX-License-Identifier: MIT
// What `sae anomaly` found, as text, table, record and picture.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>

#include "data/dataset.h"
#include "format/image.h"
#include "format/json.h"

namespace sae::cli {

/// The rows that are scored, and which of them are known to be anomalous.
struct ScoredRows {
  data::Dataset rows;
  std::string place;
  at::Tensor errors;                  ///< [N] float64
  std::optional<at::Tensor> unusual;  ///< [N] bool, where known
};

/// What the errors say.
struct Findings {
  double quantile = 0;         ///< of the training errors, in [0, 1]
  double threshold = 0;        ///< that quantile
  at::Tensor training_errors;  ///< [M] float64, M >= 1
  std::optional<double> auc;   ///< under the ROC curve, where it is known what is anomalous
};

/// For people: the threshold, how many rows lie above it, of which classes, and the worst ones.
std::string describe_findings(const ScoredRows& scored, const Findings& found);

/// The numbers of the record.
format::Json findings_json(const ScoredRows& scored, const Findings& found);

/// Histograms of the training rows' errors and of those that were scored.
format::Image draw_errors(const ScoredRows& scored, const Findings& found);

}  // namespace sae::cli
