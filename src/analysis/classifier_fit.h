// SPDX-License-Identifier: MIT
// The training of a classifier.
#pragma once

#include <cstdint>
#include <functional>

#include "analysis/classifier.h"
#include "config/config.h"

namespace sae::analysis {

struct FitConfig {
  config::OptimConfig optim;    ///< lbfgs and cg: all rows an iteration; adam and sgd: batches
  std::int64_t iterations = 0;  ///< of lbfgs and cg; of the others passes over the rows
  std::int64_t batch_size = 0;  ///< of adam and sgd
  double lambda = 0;            ///< decay of the softmax layer's weights
  std::uint64_t seed = 0;       ///< of the batches' order
};

enum class Next { kGoOn, kStop };
/// Told of each iteration, counted from 1: its loss, where it ends or, of batches, the mean while
/// the weights moved.
using AfterIteration = std::function<Next(std::int64_t iteration, double loss)>;

/// Trains all that is trained in the classifier. Throws kDivergence when the loss is no longer
/// finite.
void fit(const Classifier& classifier, const LabelledRows& rows, const FitConfig& config,
         const AfterIteration& after);

}  // namespace sae::analysis
