// SPDX-License-Identifier: MIT
// What a report says about a run, as numbers.
#include "report/statistics.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/nonzero.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/input_maps.h"
#include "base/text.h"
#include "data/noise.h"
#include "data/values.h"
#include "model/autoencoder.h"
#include "model/initial_model.h"
#include "train/budget.h"

namespace sae::report {
namespace {

constexpr std::int64_t kNearMisses = static_cast<std::int64_t>(analysis::kDrawnRows);

std::vector<Baseline> measure_baselines(const run::TrainedRun& run, const data::Dataset& training,
                                        const Statistics& statistics) {
  const config::Config& config = run.config();
  const analysis::FitRows rows = {data::validation_input(config, training.shape, training.features),
                                  training.features, statistics.input, statistics.target};
  const auto components =
      std::clamp<std::int64_t>(std::llround(statistics.measures.sparsity.l0), 1, run.width());
  const std::string count = base::format_count(components);
  std::vector<Baseline> baselines = {
      {"mean", "every row reconstructed as the mean of the training rows",
       analysis::mean_error(rows)},
      {"PCA with " + count + (components == 1 ? " component" : " components"),
       "as many principal components as units are active per sample (L0)",
       analysis::pca_error(rows, components)}};
  const auto untrained = model::initial_model(config, training.features);
  if (const auto error = analysis::untrained_error(untrained->network(), rows)) {
    baselines.push_back(
        {"untrained encoder",
         "the initial weights encode, all units together; a linear decoder is fitted by least "
         "squares. It shows what a dense code of this width can hold, not a sparse one",
         *error});
  }
  return baselines;
}

std::vector<ClassResult> measure_classes(const run::TrainedRun& run, const data::Dataset& rows,
                                         const Statistics& statistics) {
  std::vector<ClassResult> results;
  for (std::int64_t i = 0; i < statistics.classes.count; ++i) {
    const at::Tensor own = at::nonzero(rows.labels == i).flatten();
    if (own.size(0) == 0) continue;
    const train::Evaluator evaluator(statistics.target.index_select(0, own),
                                     statistics.input.index_select(0, own));
    results.push_back({rows.class_names[static_cast<std::size_t>(i)], own.size(0),
                       evaluator.evaluate(run.model(), run.config().loss)});
  }
  return results;
}

/// Living units, the most active first; equally active ones by their mean code.
std::vector<std::int64_t> busiest_units(const analysis::UnitTable& units) {
  const auto rates = data::to_vector<double>(units.rate),
             means = data::to_vector<double>(units.mean);
  const auto dead = data::to_vector<bool>(units.dead);
  std::vector<std::int64_t> order;
  for (std::size_t unit = 0; unit < rates.size(); ++unit) {
    if (!dead[unit]) order.push_back(static_cast<std::int64_t>(unit));
  }
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::int64_t unit) {
    const auto place = static_cast<std::size_t>(unit);
    return std::pair(rates[place], means[place]);
  });
  order.resize(std::min(order.size(), static_cast<std::size_t>(kMostTiles)));
  return order;
}

void describe_tiles(const model::Network& network, std::uint64_t seed, Statistics& statistics) {
  statistics.tiles = busiest_units(statistics.units.table);
  const auto off = data::to_vector<double>(statistics.units.off.to(at::kDouble));
  std::vector<std::vector<std::int64_t>> strongest;
  for (const std::int64_t unit : statistics.tiles) {
    statistics.examples.push_back(analysis::find_examples(
        statistics.units.codes, unit, off[static_cast<std::size_t>(unit)], seed));
    strongest.push_back(statistics.examples.back().strongest);
  }
  const analysis::InputMaps maps =
      analysis::map_inputs(network, statistics.input, statistics.tiles, strongest);
  statistics.gradients = maps.gradient;
  statistics.contributions = maps.contribution;
}

}  // namespace

Statistics measure_run(const ReportSource& source) {
  const at::NoGradGuard no_grad;
  const run::TrainedRun& run = source.run;
  const data::Dataset& valid = source.split.valid;
  const model::Network network = run.model().network();
  const model::Activation activation = network.layers[network.code].activation;
  Statistics statistics;
  statistics.target = valid.features;
  statistics.input = data::validation_input(run.config(), valid.shape, valid.features);
  statistics.class_names = valid.class_names;
  if (valid.labels.defined()) {
    statistics.classes = {valid.labels, static_cast<std::int64_t>(valid.class_names.size())};
  }
  statistics.measures = train::Evaluator(statistics.target, statistics.input)
                            .evaluate(run.model(), run.config().loss);
  statistics.row_errors = train::row_errors(network, statistics.input, statistics.target);
  statistics.units = analysis::summarise_units(
      network, {statistics.input, statistics.target, statistics.classes},
      train::mean_code(network, data::validation_input(run.config(), source.split.train.shape,
                                                       source.split.train.features)),
      {train::code_scale(activation, run.config().loss), kNearMisses, kSimilarShown,
       analysis::affordable_rows(network)});
  describe_tiles(network, static_cast<std::uint64_t>(run.config().train.seed), statistics);
  statistics.baselines = measure_baselines(run, source.split.train, statistics);
  statistics.by_class = measure_classes(run, valid, statistics);
  return statistics;
}

}  // namespace sae::report
