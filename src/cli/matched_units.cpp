// SPDX-License-Identifier: MIT
// Units of one run that are found again in another, as text, JSON, CSV and a picture.
#include "cli/matched_units.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "cli/inference_rows.h"
#include "format/csv.h"
#include "model/autoencoder.h"
#include "picture/pictures.h"
#include "picture/tile_sheet.h"
#include "run/file_names.h"
#include "run/metrics_file.h"

namespace sae::cli {
namespace {

using analysis::MatchFigures;
using format::Json;

/// A unit of A and its partner.
struct UnitPair {
  std::int64_t a, b;
  double cosine;
};

/// In the order of the units of A.
std::vector<UnitPair> pairs_of(const analysis::UnitMatch& match) {
  std::vector<UnitPair> pairs;
  for (std::size_t unit = 0; unit < match.partners.size(); ++unit) {
    if (match.partners[unit] < 0) continue;
    pairs.push_back({static_cast<std::int64_t>(unit), match.partners[unit], match.cosines[unit]});
  }
  return pairs;
}

const run::TrainedRun& run_of(const MatchedRun& matched) { return matched.stack.last(); }

std::string folder_of(const MatchedRun& matched) { return run_of(matched).folder().string(); }

/// With several layers, the columns of the first lead into a hidden layer that each run has its own
/// version of, so units are compared by their effect on the output.
at::Tensor directions_of(const run::TrainedRun& run) {
  const model::Network decoder = model::decoder_of(run.model().network());
  if (decoder.layers.size() == 1) return decoder.layers.front().weight.detach();
  return picture::unit_changes(run.model(), at::arange(run.code_width(), at::kLong)).t();
}

std::optional<std::int64_t> dead_units(const run::TrainedRun& run, config::Weights weights) {
  const auto path = run.folder() / run::kMetricsName;
  if (!std::filesystem::exists(path)) return std::nullopt;
  const std::vector<train::EpochRecord> history = run::read_metrics(path);
  if (history.empty()) return std::nullopt;
  const train::EpochRecord& row =
      weights == config::Weights::kBest ? train::best_epoch(history) : history.back();
  return row.valid.sparsity.dead;
}

MatchedRun load_matched(const std::string& folder, config::Weights weights) {
  run::Stack stack = run::Stack::load({folder}, weights);
  at::Tensor directions = directions_of(stack.last());
  if (!at::isfinite(directions).all().item<bool>()) {
    throw Error(ErrorKind::kCheckpoint, folder + ": expected finite decoder weights, found others");
  }
  const auto dead = dead_units(stack.last(), weights);
  return {std::move(stack), std::move(directions), dead};
}

/// What decides the meaning of the input values, and how it is called.
struct InputFact {
  const char* name;
  std::string value;
};

std::vector<InputFact> input_facts(const MatchedRun& matched) {
  const run::TrainedRun& run = run_of(matched);
  std::vector<std::string> encoders = base::split(matched.stack.fingerprint(), ',');
  encoders.pop_back();
  const config::DataConfig& data = run.config().data;
  return {{"input values", std::to_string(run.width())},
          {"--scale", config::enum_name(run.transform().scale())},
          {"--whiten", config::enum_name(data.whiten)},
          {"--patch_norm", config::enum_name(data.patch_norm)},
          {"runs that encode the rows", encoders.empty() ? "none" : base::join(encoders, ",")}};
}

void expect_same_inputs(const MatchedRun& a, const MatchedRun& b) {
  const std::vector<InputFact> of_a = input_facts(a), of_b = input_facts(b);
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    if (of_a[i].value == of_b[i].value) continue;
    throw Error(ErrorKind::kUsage, folder_of(b) + ": expected the same " + of_a[i].name + " as " +
                                       folder_of(a) + " (" + of_a[i].value + "), found " +
                                       of_b[i].value);
  }
}

std::string percent(std::int64_t count, std::int64_t all) {
  return base::format_fixed(100 * static_cast<double>(count) / static_cast<double>(all), 1) + " %";
}

std::string run_line(const char* name, const MatchedRun& matched) {
  std::string line = name;
  line.append("  ").append(base::printable(folder_of(matched))).append(": ");
  line.append(base::format_count(run_of(matched).code_width())).append(" units");
  if (matched.dead) line.append(", ").append(base::format_count(*matched.dead)).append(" dead");
  return line.append("\n");
}

/// A line of the table: what it counts, of A, as a share, and by chance.
std::string table_line(const std::string& name, const std::string& count, const std::string& share,
                       const std::string& chance) {
  std::string line = base::fit_width(name, 20);
  line.append(base::right_aligned(count, 12)).append(base::right_aligned(share, 10));
  return line.append(base::right_aligned(chance, 12)).append("\n");
}

std::string limit_name(double cosine) { return base::format_fixed(cosine, 1); }

Json figures_json(const MatchFigures& figures, const MatchedUnits& units) {
  const auto share = [](std::int64_t count, const MatchedRun& matched) {
    return static_cast<double>(count) / static_cast<double>(run_of(matched).code_width());
  };
  Json found = Json::array();
  for (std::size_t i = 0; i < figures.found.size(); ++i) {
    found.push_back({{"cosine", analysis::kFoundCosines[i]},
                     {"units", figures.found[i]},
                     {"share_of_a", share(figures.found[i], units.a)},
                     {"share_of_b", share(figures.found[i], units.b)}});
  }
  return {{"found", std::move(found)},
          {"mean_cosine", format::json_number(figures.mean)},
          {"median_cosine", format::json_number(figures.median)}};
}

Json run_json(const MatchedRun& matched) {
  const run::TrainedRun& run = run_of(matched);
  return {{"folder", folder_of(matched)},
          {"fingerprint", run.fingerprint()},
          {"units", run.code_width()},
          {"dead", matched.dead ? Json(*matched.dead) : Json()}};
}

/// Pairs for the picture, with a heading.
struct ShownPairs {
  std::string heading;
  std::vector<UnitPair> pairs;
};

constexpr std::size_t kPairsShown = 10;

std::vector<ShownPairs> shown_pairs(const MatchedUnits& units) {
  std::vector<UnitPair> pairs = pairs_of(units.match);
  std::ranges::stable_sort(pairs, std::ranges::greater(), &UnitPair::cosine);
  const std::size_t count = pairs.size();
  const auto part = [&](std::size_t start, std::size_t length) {
    const auto first = pairs.begin() + static_cast<std::ptrdiff_t>(start);
    return std::vector<UnitPair>(first, first + static_cast<std::ptrdiff_t>(length));
  };
  if (count <= kPairsShown) return {{"All pairs", pairs}};
  std::vector<ShownPairs> shown = {{"Best matched pairs", part(0, kPairsShown)}};
  if (count >= 3 * kPairsShown) {
    shown.push_back({"Pairs in the middle", part((count - kPairsShown) / 2, kPairsShown)});
  }
  const std::size_t worst = std::min(kPairsShown, count - kPairsShown);
  shown.push_back({"Worst matched pairs", part(count - worst, worst)});
  return shown;
}

picture::Tiles tiles_of(const MatchedRun& matched, const std::vector<std::int64_t>& chosen,
                        const data::ImageShape& shape) {
  const at::Tensor columns = matched.directions.index_select(1, at::tensor(chosen, at::kLong));
  const at::Tensor images =
      run_of(matched).transform().changes_to_picture(columns.t().contiguous());
  return picture::to_tiles(picture::around_grey(images.to(at::kFloat)), shape);
}

/// Two rows of tiles: the units of A, and their partners below.
std::vector<picture::TileSection> pair_sections(const MatchedUnits& units, const ShownPairs& shown,
                                                const data::ImageShape& shape) {
  std::vector<std::int64_t> of_a, of_b;
  std::vector<picture::TileTitle> titles_a, titles_b;
  for (const UnitPair& pair : shown.pairs) {
    of_a.push_back(pair.a);
    of_b.push_back(pair.b);
    titles_a.push_back({"unit " + std::to_string(pair.a), base::format_fixed(pair.cosine, 3)});
    titles_b.push_back({"", "unit " + std::to_string(pair.b)});
  }
  return {{shown.heading + ", with their cosine: " + folder_of(units.a),
           tiles_of(units.a, of_a, shape), titles_a},
          {"Their partners in " + folder_of(units.b), tiles_of(units.b, of_b, shape), titles_b}};
}

}  // namespace

MatchedUnits match_runs(const std::string& a, const std::string& b, config::Weights weights) {
  MatchedUnits units{load_matched(a, weights), load_matched(b, weights), {}, {}, {}};
  expect_same_inputs(units.a, units.b);
  units.match = analysis::match_units(units.a.directions, units.b.directions);
  units.figures = analysis::match_figures(units.match);
  units.chance =
      analysis::match_figures(analysis::match_by_chance(units.a.directions, units.b.directions));
  return units;
}

std::string matched_text(const MatchedUnits& units) {
  const std::int64_t all = run_of(units.a).code_width();
  const auto cosine = [](double value) { return base::format_fixed(value, 3); };
  std::string text = run_line("A", units.a) + run_line("B", units.b) + "\n";
  text += table_line("found again in B", "units of A", "share", "by chance");
  for (std::size_t i = 0; i < units.figures.found.size(); ++i) {
    const std::int64_t found = units.figures.found[i];
    text +=
        table_line("cosine >= " + limit_name(analysis::kFoundCosines[i]), base::format_count(found),
                   percent(found, all), percent(units.chance.found[i], all));
  }
  text += table_line("mean cosine", cosine(units.figures.mean), "", cosine(units.chance.mean));
  text +=
      table_line("median cosine", cosine(units.figures.median), "", cosine(units.chance.median));
  return text;
}

Json matched_json(const MatchedUnits& units) {
  Json pairs = Json::array();
  for (const UnitPair& pair : pairs_of(units.match)) {
    pairs.push_back({{"unit_a", pair.a}, {"unit_b", pair.b}, {"cosine", pair.cosine}});
  }
  Json json = {{"runs", {run_json(units.a), run_json(units.b)}}};
  json.update(figures_json(units.figures, units));
  json["chance"] = figures_json(units.chance, units);
  json["pairs"] = std::move(pairs);
  return json;
}

std::string matched_csv(const MatchedUnits& units) {
  std::string text = "unit_a,unit_b,cosine\n";
  for (const UnitPair& pair : pairs_of(units.match)) {
    text += format::csv_line(
        {std::to_string(pair.a), std::to_string(pair.b), base::format_number(pair.cosine)});
  }
  return text;
}

format::Image draw_matched(const MatchedUnits& units) {
  const data::Dataset rows = read_inference_rows(units.a.stack, {}).valid;
  if (!data::is_picture(rows) || units.a.stack.runs().size() > 1) {
    throw Error(ErrorKind::kUsage,
                "--plot: expected runs on images, found " + folder_of(units.a) + " on " +
                    (units.a.stack.runs().size() > 1 ? "the codes of other runs" : "a table"),
                "--units without --plot prints the pairs");
  }
  std::vector<picture::TileSection> sections;
  for (const ShownPairs& shown : shown_pairs(units)) {
    std::ranges::move(pair_sections(units, shown, rows.shape), std::back_inserter(sections));
  }
  return picture::tile_sheet(sections);
}

}  // namespace sae::cli
