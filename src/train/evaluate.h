// SPDX-License-Identifier: MIT
// Evaluates a model on a whole data set.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>
#include <vector>

#include "model/autoencoder_fwd.h"
#include "model/layer.h"
#include "train/sparsity.h"

namespace sae::train {

/// Σ v² over all values, summed in float64.
double sum_squares(const at::Tensor& values);

/// Σ‖x − x̄‖² over rows [N, D], N >= 1, with x̄ the mean row; 0 if all rows are equal.
double variation(const at::Tensor& rows);

/// Error and sparsity on one data set.
struct Measures {
  double mse = 0;  ///< mean over all N·D elements, independent of the training loss
  /// Fraction of variance unexplained: Σ‖x − x̂‖² / Σ‖x − x̄‖², with x̄ the mean row; nan if all
  /// rows are equal.
  double fvu = 0;
  Sparsity sparsity;
};

/// Result of one evaluation.
struct Evaluation : Measures {
  std::vector<double> unit_rates;  ///< [H] fraction of rows in which each unit is active
};

/// The mean squared error of each row, [N] float64, on the CPU. input, target: [N, D], equal except
/// for denoising. Runs without gradients, in chunks.
at::Tensor row_errors(const model::Network& network, const at::Tensor& input,
                      const at::Tensor& target);

/// Evaluates models on one data set; computes its variance once.
class Evaluator {
 public:
  /// features: [N, D], N >= 1, the target; input: [N, D], the network's input. Without input, the
  /// features are the input.
  explicit Evaluator(at::Tensor features, const at::Tensor& input = {});
  /// loss: its rho is the target of the reported KL; its penalty selects the code_scale. Runs
  /// without gradients, in large batches.
  Evaluation evaluate(const model::AutoencoderImpl& model, const config::LossConfig& loss) const;
  /// The same, but returns nothing once `stop` returns true; it is called before each batch.
  /// active_k: active units of a topk code; none: config.k.
  std::optional<Evaluation> evaluate(const model::AutoencoderImpl& model,
                                     const config::LossConfig& loss,
                                     const std::function<bool()>& stop,
                                     std::optional<std::int64_t> active_k = {}) const;

 private:
  at::Tensor features_;
  at::Tensor input_;
  double variation_ = 0;  ///< Σ‖x − x̄‖²; 0 if all rows are equal
};

}  // namespace sae::train
