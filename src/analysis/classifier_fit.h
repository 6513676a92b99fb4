// SPDX-License-Identifier: MIT
// Trains a classifier.
#pragma once

#include <cstdint>
#include <functional>

#include "analysis/classifier.h"
#include "config/config.h"

namespace sae::analysis {

struct FitConfig {
  config::OptimConfig optim;    ///< lbfgs and cg: full batch; adam and sgd: mini-batches
  std::int64_t iterations = 0;  ///< iterations of lbfgs and cg; passes over the rows otherwise
  std::int64_t batch_size = 0;  ///< adam and sgd only
  double lambda = 0;            ///< weight decay of the softmax layer
  std::uint64_t seed = 0;       ///< seed of the batch order
};

enum class Next { kContinue, kStop };
/// Called after each iteration, from 1, with its loss: the final one, or for mini-batches the mean
/// over the pass.
using AfterIteration = std::function<Next(std::int64_t iteration, double loss)>;

/// Trains all trained parameters of the classifier. Throws kDivergence if the loss becomes
/// non-finite.
void fit(const Classifier& classifier, const LabelledRows& rows, const FitConfig& config,
         const AfterIteration& after);

}  // namespace sae::analysis
