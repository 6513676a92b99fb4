// SPDX-License-Identifier: MIT
// Trains a classifier.
#include "analysis/classifier_fit.h"

#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.h"
#include "base/seed.h"
#include "base/text.h"
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

/// One pass over the rows in a random order; returns the mean loss.
double pass(const Classifier& classifier, const LabelledRows& rows, const FitConfig& config,
            std::int64_t epoch, train::Optimizer& optimizer) {
  const std::int64_t count = rows.features.size(0);
  const at::Tensor order = at::tensor(base::permutation(
      count, base::derive(config.seed, "shuffle", static_cast<std::uint64_t>(epoch))));
  double sum = 0;
  for (std::int64_t start = 0; start < count; start += config.batch_size) {
    const at::Tensor chosen = order.narrow(0, start, std::min(config.batch_size, count - start));
    const train::Evaluated batch = evaluate(
        classifier, {rows.features.index_select(0, chosen), rows.labels.index_select(0, chosen)},
        config.lambda);
    optimizer.step(classifier.split(batch.gradient));
    sum += batch.value() * static_cast<double>(chosen.size(0));
  }
  return sum / static_cast<double>(count);
}

}  // namespace

void fit(const Classifier& classifier, const LabelledRows& rows, const FitConfig& config,
         const AfterIteration& after) {
  if (!config.optim.full_batch()) {
    const auto optimizer = train::make_optimizer(config.optim, classifier.trained());
    repeat(config, after,
           [&](std::int64_t epoch) { return pass(classifier, rows, config, epoch, *optimizer); });
    return;
  }
  const auto minimizer = train::make_minimizer(config.optim, classifier.parameters());
  repeat(config, after, [&](std::int64_t) {
    return minimizer->iterate([&] { return evaluate(classifier, rows, config.lambda); }).loss;
  });
}

}  // namespace sae::analysis
