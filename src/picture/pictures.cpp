// SPDX-License-Identifier: MIT
// The pictures of a run.
#include "picture/pictures.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_unique.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/seed.h"
#include "base/text.h"
#include "config/values.h"
#include "data/noise.h"
#include "data/row_choice.h"
#include "data/values.h"
#include "model/autoencoder.h"
#include "picture/loss_plot.h"
#include "picture/table_views.h"
#include "picture/unit_views.h"
#include "run/file_names.h"

namespace sae::picture {
namespace {

constexpr std::int64_t kRowsOfAClass = 2;
constexpr std::int64_t kClassesShown = 10;
constexpr std::int64_t kMostUnits = 256;
constexpr std::int64_t kMostTableRows = 2000;
constexpr std::int64_t kMostTableValues = 20'000'000;
constexpr std::int64_t kLinesShown = 6;

/// Rows that are reconstructed in every picture, and the prefix of the pictures' names.
struct Gallery {
  run::Shown shown;
  std::string kind;    ///< in words
  data::Dataset rows;  ///< [M, D] as the network is to give them
  at::Tensor noisy;    ///< [M, D] as it sees them; undefined: no noise
};

/// For images, as many as fit a picture; for other data, enough rows for a meaningful R².
at::Tensor gallery_rows(const data::Dataset& dataset) {
  if (data::is_picture(dataset)) return sample_rows(dataset);
  const std::int64_t most = std::max(kMostTableValues / dataset.width(), kLinesShown);
  return data::evenly_spaced(dataset.rows(), std::min(most, kMostTableRows));
}

Gallery make_gallery(run::Shown shown, std::string kind, const data::Dataset& dataset,
                     const config::Config& config) {
  Gallery gallery{shown, std::move(kind), data::take_rows(dataset, gallery_rows(dataset)), {}};
  if (!config.data.corrupt) return gallery;
  const auto seed = static_cast<std::uint64_t>(config.train.seed);
  gallery.noisy =
      data::corrupt(*config.data.corrupt, dataset.shape, gallery.rows.features,
                    base::derive(seed, shown == run::Shown::kTraining ? "corrupt_train_pictures"
                                                                      : "corrupt_pictures"));
  return gallery;
}

/// Units by activation rate, most active first, ties in their order; at most `most`.
at::Tensor most_active_units(const std::vector<double>& rates, std::int64_t most) {
  std::vector<std::int64_t> order(rates.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::int64_t unit) {
    return rates[static_cast<std::size_t>(unit)];
  });
  order.resize(std::min(order.size(), static_cast<std::size_t>(most)));
  return at::tensor(order);
}

/// Title of a penalty in a picture.
std::string penalty_title(config::Penalty penalty) {
  switch (penalty) {
    case config::Penalty::kKl:
      return "KL";
    case config::Penalty::kL1:
      return "L1";
    case config::Penalty::kKlPerSample:
      return "KL per sample";
    case config::Penalty::kL1AllLayers:
      return "L1 of all layers";
    case config::Penalty::kL1Norm:
      return "L1 by norm";
    case config::Penalty::kL0:
      return "L0";
    case config::Penalty::kL0Target:
      return "L0 to its target";
    case config::Penalty::kTanhL0:
      return "tanh L0";
    case config::Penalty::kGroup:
      return "group";
  }
  return {};
}

/// One line above the curves: the code and its sparsity settings.
std::string describe_training(const config::Config& config) {
  const std::string code = std::to_string(config.model.layers.back()) + " " +
                           enum_name(config.model.code_activation) + " code units, ";
  if (config::keeps_largest(config.model.code_activation)) {
    const std::string k = std::to_string(*config.model.k);
    const auto& start = config.model.k_start;
    return code + "k " + (start ? std::to_string(*start) + " falling to " + k : k);
  }
  if (!config.loss.sparse()) return code + "no sparsity term";
  return code + penalty_title(config.loss.penalty) + " with β " +
         base::format_number(config.loss.beta) + ", λ " + base::format_number(config.loss.lambda);
}

class Pictures final : public train::Observer {
 public:
  Pictures(const config::Config& config, const run::RunFolder& folder, const data::Split& split)
      : config_(config), folder_(folder), transform_(split.transform) {
    galleries_.push_back(make_gallery(
        run::Shown::kValidation, split.valid_is_test ? "test" : "validation", split.valid, config));
    if (config.preset.name.starts_with("tutorial-")) {
      galleries_.push_back(make_gallery(run::Shown::kTraining, "training", split.train, config));
    }
  }

  void on_epoch(const train::FinishedEpoch& finished) override {
    const std::int64_t every = config_.output.images_every;
    if (every > 0 && finished.history.back().epoch % every == 0) draw(finished);
  }

  void on_end(const train::Outcome& outcome, const model::AutoencoderImpl& model) override {
    if (outcome.state == train::EndState::kFinished &&
        drawn_epoch_ != outcome.history.back().epoch) {
      draw({outcome.history, outcome.unit_rates, model});
    }
  }

 private:
  void draw(const train::FinishedEpoch& finished) {
    const at::NoGradGuard no_grad;
    const std::vector<train::EpochRecord>& history = finished.history;
    const model::AutoencoderImpl& model = finished.model;
    drawn_epoch_ = history.back().epoch;
    folder_.write_picture(run::kLossPlotName, [&] { return draw_loss(curves(history)); });
    const model::Network network = model.network(history.back().kept);
    for (const Gallery& gallery : galleries_) {
      folder_.write_picture(run::reconstruction_name(gallery.shown, drawn_epoch_),
                            [&] { return draw_gallery(gallery, network); });
    }
    folder_.write_picture(run::kFeaturesName,
                          [&] { return draw_features(model, finished.unit_rates); });
  }

  format::Image draw_features(const model::AutoencoderImpl& model,
                              const std::vector<double>& rates) const {
    const data::Dataset& rows = galleries_[0].rows;
    if (!data::is_picture(rows)) return draw_directions(model, rates);
    const at::Tensor units = most_active_units(rates, kMostUnits);
    const std::string caption = std::to_string(units.size(0)) + " of " +
                                std::to_string(model.code_width()) +
                                " units, most active first; contrast per tile";
    return feature_grid(to_tiles(unit_images(model, units, transform_), rows.shape), caption);
  }

  /// Columns of a table have different units, so weights are in the network's common scale.
  format::Image draw_directions(const model::AutoencoderImpl& model,
                                const std::vector<double>& rates) const {
    const data::Dataset& rows = galleries_[0].rows;
    const at::Tensor units = most_active_units(rates, kMostMapColumns);
    UnitDirections shown{units, {}, unit_images(model, units).cpu(), model.code_width(), ""};
    for (const std::int64_t unit : data::to_vector<std::int64_t>(units)) {
      shown.rates.push_back(rates[static_cast<std::size_t>(unit)]);
    }
    shown.meaning =
        model.network().code == 0 ? "weight (of each unit, norm 1)" : "change of the output";
    return rows.window > 1 ? draw_panels(unit_curves(shown, rows))
                           : draw_heat_map(unit_map(shown, rows));
  }

  format::Image draw_gallery(const Gallery& gallery, const model::Network& network) const {
    const at::Device device = network.layers.front().weight.device();
    const bool noisy = gallery.noisy.defined();
    const at::Tensor& seen = noisy ? gallery.noisy : gallery.rows.features;
    const at::Tensor output = model::forward(network, seen.to(device)).output.cpu();
    return data::is_picture(gallery.rows) ? draw_images(gallery, output)
                                          : draw_table(gallery, output);
  }

  format::Image draw_table(const Gallery& gallery, const at::Tensor& output) const {
    const data::Dataset& rows = gallery.rows;
    TableResult result{gallery.kind, drawn_epoch_, rows, gallery.noisy, output, {}, transform_};
    const bool series = rows.window > 1;
    const at::Tensor sample = series ? at::arange(rows.rows(), at::kLong) : sample_rows(rows);
    result.lines = sample.index_select(0, data::evenly_spaced(sample.size(0), kLinesShown));
    return draw_panels(series ? series_sheet(result) : table_sheet(result));
  }

  format::Image draw_images(const Gallery& gallery, const at::Tensor& output) const {
    GridTexts texts;
    texts.names = data::class_texts(gallery.rows);
    texts.caption = gallery.kind + " images, epoch " + std::to_string(drawn_epoch_) + noise_text();
    const auto tiles = [&](const at::Tensor& values) {
      return to_tiles(transform_.to_picture(values), gallery.rows.shape);
    };
    const at::Tensor& clean = gallery.rows.features;
    std::vector<TileRow> rows;
    if (gallery.noisy.defined()) {
      rows = {{"noisy input", tiles(gallery.noisy)},
              {"restored", tiles(output)},
              {"clean", tiles(clean)}};
    } else {
      rows = {{"original", tiles(clean)}, {"reconstruction", tiles(output)}};
    }
    return reconstruction_grid(rows, texts);
  }

  std::string noise_text() const {
    const auto& corrupt = config_.data.corrupt;
    return corrupt ? ", noise " + config::ValueText<config::Corruption>::format({}, *corrupt) : "";
  }

  LossCurves curves(const std::vector<train::EpochRecord>& history) const {
    LossCurves curves;
    curves.title = describe_training(config_);
    curves.penalty_name = penalty_title(config_.loss.penalty);
    for (const train::EpochRecord& record : history) {
      curves.epochs.push_back(static_cast<double>(record.epoch));
      curves.train_mse.push_back(record.train.mse);
      curves.val_mse.push_back(record.valid.mse);
      if (config_.loss.sparse()) {
        curves.weighted_penalty.push_back(config_.loss.beta * record.train.penalty);
      }
      if (config::keeps_largest(config_.model.code_activation)) {
        curves.dead.push_back(static_cast<double>(record.valid.sparsity.dead));
      }
      if (config_.loss.auxk > 0) {
        curves.revived.push_back(static_cast<double>(record.firing.revived));
      }
    }
    curves.best = static_cast<std::size_t>(&train::best_epoch(history) - history.data());
    return curves;
  }

  const config::Config& config_;
  const run::RunFolder& folder_;
  data::Transform transform_;
  std::vector<Gallery> galleries_;
  std::int64_t drawn_epoch_ = 0;
};

}  // namespace

at::Tensor sample_rows(const data::Dataset& dataset) {
  if (!dataset.labels.defined()) {
    return at::arange(std::min(kRowsOfAClass * kClassesShown, dataset.rows()), at::kLong);
  }
  std::vector<at::Tensor> rows;
  const at::Tensor occurring = std::get<0>(at::_unique(dataset.labels));
  for (std::int64_t i = 0; i < std::min(kClassesShown, occurring.size(0)); ++i) {
    const at::Tensor members = at::nonzero(dataset.labels == occurring[i]).flatten();
    rows.push_back(members.narrow(0, 0, std::min(kRowsOfAClass, members.size(0))));
  }
  return at::cat(rows);
}

at::Tensor unit_images(const model::AutoencoderImpl& model, const at::Tensor& units,
                       const data::Transform& transform) {
  const at::NoGradGuard no_grad;
  const model::Network network = model.network();
  const at::Tensor chosen = units.to(network.layers[0].weight.device());
  if (network.code == 0) {
    const at::Tensor filters =
        transform.filters_to_picture(network.layers[0].weight.index_select(0, chosen));
    return filters / filters.norm(2, {1}, /*keepdim=*/true).clamp_min(1e-12);
  }
  return transform.changes_to_picture(unit_changes(model, units));
}

at::Tensor unit_changes(const model::AutoencoderImpl& model, const at::Tensor& units) {
  const at::NoGradGuard no_grad;
  const model::Network from_code = model::decoder_of(model.network());
  const auto options = from_code.layers[0].weight.options();
  const at::Tensor alone = at::zeros({units.size(0), model.code_width()}, options)
                               .scatter_(1, units.to(options.device()).unsqueeze(1), 1);
  const at::Tensor nothing = at::zeros({1, model.code_width()}, options);
  return model::forward(from_code, alone).output - model::forward(from_code, nothing).output;
}

std::unique_ptr<train::Observer> make_pictures(const config::Config& config,
                                               const run::RunFolder& folder,
                                               const data::Split& split) {
  return std::make_unique<Pictures>(config, folder, split);
}

}  // namespace sae::picture
