// SPDX-License-Identifier: MIT
// How good a model is on a whole data set.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <vector>

#include "model/autoencoder_fwd.h"
#include "train/sparsity.h"

namespace sae::train {

/// The measures of one data set.
struct Measures {
  double mse = 0;  ///< mean over all N·D elements, whatever the training loss
  /// Σ‖x − x̂‖² / Σ‖x − x̄‖², x̄ the mean row: the share of the variance left unexplained; nan
  /// where all rows are equal.
  double fvu = 0;
  Sparsity sparsity;
};

/// What one evaluation finds.
struct Evaluation : Measures {
  std::vector<double> unit_rates;  ///< [H] the share of the rows in which each unit is active
};

/// Evaluates models on one data set, whose variance it measures once.
class Evaluator {
 public:
  /// features: [N, D], N >= 1, what the model is to give; input: [N, D] what it sees; none: the
  /// features.
  explicit Evaluator(at::Tensor features, const at::Tensor& input = {});
  /// loss: its rho is the target of the KL that is reported, its penalty tells where a code rests
  /// (code_scale). Runs without gradients, in large batches.
  Evaluation evaluate(const model::AutoencoderImpl& model, const config::LossConfig& loss) const;
  /// The same, but nothing as soon as `stop`, asked between batches, says yes. active_k: active
  /// units of a topk code; none: config.k.
  std::optional<Evaluation> evaluate(const model::AutoencoderImpl& model,
                                     const config::LossConfig& loss,
                                     const std::function<bool()>& stop,
                                     std::optional<std::int64_t> active_k = {}) const;

 private:
  at::Tensor features_;
  at::Tensor input_;
  double variation_ = 0;  ///< Σ‖x − x̄‖²; 0 where all rows are equal
};

}  // namespace sae::train
