// SPDX-License-Identifier: MIT
// Work on all rows at once.
#include "bench/all_rows.h"

#include <ATen/ops/ones.h>

#include "analysis/classifier_fit.h"
#include "analysis/kmeans.h"
#include "base/seed.h"
#include "data/batcher.h"
#include "machine/choose_engine.h"
#include "model/autoencoder.h"

namespace sae::bench {
namespace {

constexpr std::int64_t kClasses = 10;

/// A run of the full-batch optimiser of the options, in float64.
double minimise(const Task& task, const at::Tensor& rows) {
  const auto seed = static_cast<std::uint64_t>(task.config.train.seed);
  model::Autoencoder model(task.config.model, kWidth, base::derive(seed, "init"));
  load_weights(task, *model);
  const machine::ChosenEngine chosen = machine::choose_engine(*model, task.config, task.threads);
  for (std::int64_t i = 0; i < task.config.train.epochs; ++i) {
    chosen.engine->meter().reset();
    chosen.engine->step(rows);
  }
  return chosen.engine->meter().means().loss;
}

/// Softmax regression on the pixels with L-BFGS, in float64.
double classify(const Task& task, const analysis::LabelledRows& rows) {
  analysis::FitConfig fit;
  fit.optim.optimizer = config::OptimizerKind::kLbfgs;
  fit.iterations = task.config.train.epochs;
  fit.lambda = task.config.loss.lambda;
  const analysis::Classifier classifier({}, at::ones({kWidth}, at::kDouble), kClasses);
  double last = 0;
  analysis::fit(classifier, rows, fit, [&](std::int64_t, double loss) {
    last = loss;
    return analysis::Next::kContinue;
  });
  return last;
}

}  // namespace

std::function<double()> all_rows_work(const Task& task) {
  const at::Tensor images = load_images(task);
  if (task.work == Work::kMinimise) {
    return [task, rows = images.to(at::kDouble)] { return minimise(task, rows); };
  }
  if (task.work == Work::kClassify) {
    const analysis::LabelledRows rows{images.to(at::kDouble), load_labels(task)};
    return [task, rows] { return classify(task, rows); };
  }
  return [task, images] {
    return analysis::lloyd(images, images.narrow(0, 0, kClasses), task.config.train.epochs).inertia;
  };
}

}  // namespace sae::bench
