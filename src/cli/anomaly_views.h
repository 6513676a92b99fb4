// SPDX-License-Identifier: MIT
// Shows the results of `sae anomaly` as text, JSON and a picture.
#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>

#include "data/dataset.h"
#include "format/image.h"
#include "format/json.h"

namespace sae::cli {

/// The scored rows, and which of them are known to be anomalous.
struct ScoredRows {
  data::Dataset rows;
  std::string place;
  at::Tensor errors;                  ///< [N] float64
  std::optional<at::Tensor> unusual;  ///< [N] bool, true if anomalous; nothing if unknown
};

/// Results computed from the errors.
struct Findings {
  double quantile = 0;         ///< level of the threshold, in [0, 1]
  double threshold = 0;        ///< this quantile of the training errors
  at::Tensor training_errors;  ///< [M] float64, M >= 1
  std::optional<double> auc;   ///< area under the ROC curve, if anomalous rows are known
};

/// Text for the user: the threshold, the number of rows above it (per class too, with labels), and
/// the rows with the largest errors.
std::string describe_findings(const ScoredRows& scored, const Findings& found);

/// The results in anomaly.json.
format::Json findings_json(const ScoredRows& scored, const Findings& found);

/// Histograms of the errors of the training rows and of the scored rows.
format::Image draw_errors(const ScoredRows& scored, const Findings& found);

}  // namespace sae::cli
