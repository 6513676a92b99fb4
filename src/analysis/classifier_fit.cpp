// SPDX-License-Identifier: MIT
// Trains a classifier.
#include "analysis/classifier_fit.h"

#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "data/batcher.h"
#include "train/optimizer.h"

namespace sae::analysis {
namespace {

/// Iterates until the number of iterations is reached, `after` returns kStop, or the loss diverges.
template <class Iterate>
void repeat(const FitConfig& config, const AfterIteration& after, const Iterate& iterate) {
  for (std::int64_t iteration = 1; iteration <= config.iterations; ++iteration) {
    const double loss = iterate(iteration);
    if (!std::isfinite(loss)) {
      throw Error(ErrorKind::kDivergence,
                  "iteration " + std::to_string(iteration) + ": expected a finite loss, found " +
                      base::format_number(loss),
                  "try a smaller --lr");
    }
    if (after(iteration, loss) == Next::kStop) return;
  }
}

/// Trains for one pass over the rows; returns the mean loss.
double pass(const Classifier& classifier, const LabelledRows& rows, const FitConfig& config,
            std::int64_t epoch, data::Batcher& batcher, train::Optimizer& optimizer) {
  batcher.start_epoch(epoch);
  double sum = 0;
  for (std::int64_t index = 0; index < batcher.batches(); ++index) {
    const data::Batch batch = batcher.batch(index);
    const train::Evaluated found =
        evaluate(classifier, {batch.gather(), batch.take(rows.labels)}, config.lambda);
    std::vector<at::Tensor> gradients;
    for (const auto& [name, tensor] : classifier.parameters().views(found.gradient)) {
      gradients.push_back(tensor);
    }
    optimizer.step(gradients);
    sum += found.value() * static_cast<double>(batch.count);
  }
  return sum / static_cast<double>(batcher.rows());
}

}  // namespace

void fit(const Classifier& classifier, const LabelledRows& rows, const FitConfig& config,
         const AfterIteration& after) {
  if (!config.optim.full_batch()) {
    const auto optimizer = train::make_optimizer(config.optim, classifier.trained());
    data::Batcher batcher(rows.features, config.batch_size, config.seed);
    repeat(config, after, [&](std::int64_t epoch) {
      return pass(classifier, rows, config, epoch, batcher, *optimizer);
    });
    return;
  }
  const auto minimizer = train::make_minimizer(config.optim, classifier.parameters().values());
  repeat(config, after, [&](std::int64_t) {
    return minimizer->iterate([&] { return evaluate(classifier, rows, config.lambda); }).loss;
  });
}

}  // namespace sae::analysis
