// SPDX-License-Identifier: MIT
// A report within a size.
#include "report/compose.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "base/text.h"
#include "data/values.h"
#include "model/autoencoder.h"
#include "picture/pictures.h"
#include "report/numbers.h"
#include "report/samples.h"

namespace sae::report {
namespace {

using format::Json;

/// Numbers the rows that a report shows, each once.
class ShownRows {
 public:
  std::int64_t place_of(std::int64_t row) {
    const auto [found, is_new] = places_.try_emplace(row, static_cast<std::int64_t>(rows_.size()));
    if (is_new) rows_.push_back(row);
    return found->second;
  }
  Json places_of(std::span<const std::int64_t> rows) {
    Json list = Json::array();
    for (const std::int64_t row : rows) list.push_back(place_of(row));
    return list;
  }
  const std::vector<std::int64_t>& rows() const { return rows_; }

 private:
  std::map<std::int64_t, std::int64_t> places_;
  std::vector<std::int64_t> rows_;
};

std::span<const std::int64_t> first(const std::vector<std::int64_t>& rows, std::size_t count) {
  return std::span(rows).first(std::min(count, rows.size()));
}

Json bands_json(const std::vector<analysis::Band>& bands, ShownRows& rows) {
  Json json = Json::array();
  for (const analysis::Band& band : bands) {
    json.push_back({{"low", band.low}, {"high", band.high}, {"rows", rows.places_of(band.rows)}});
  }
  return json;
}

/// Example rows of each unit.
Json examples_json(const Statistics& statistics, const Extent& extent, ShownRows& rows) {
  Json json = {{"strongest", Json::array()},
               {"bands", Json::array()},
               {"active", Json::array()},
               {"near_misses", Json::array()},
               {"histogram", Json::array()}};
  for (const analysis::UnitExamples& own :
       std::span(statistics.examples).first(std::min(extent.units, statistics.examples.size()))) {
    json["strongest"].push_back(rows.places_of(first(own.strongest, extent.strongest)));
    json["active"].push_back(rows.places_of(first(own.active, extent.drawn)));
    json["near_misses"].push_back(rows.places_of(first(own.near_misses, extent.drawn)));
    json["histogram"].push_back(own.histogram);
    json["bands"].push_back(extent.bands ? bands_json(own.bands, rows) : Json::array());
  }
  return json;
}

/// Largest class share and its class, for each unit; null without labels.
void add_purity(const at::Tensor& shares, Json& json) {
  if (shares.size(1) == 0) return;
  const auto [purity, main_class] = shares.max(1);
  json["purity"] = short_numbers(purity);
  json["main_class"] = data::to_vector<std::int64_t>(main_class);
  json["class_shares"] = nested_numbers(shares);
}

Json units_json(const Statistics& statistics, const at::Tensor& chosen) {
  const analysis::UnitTable& units = statistics.units.table;
  const auto pick = [&](const at::Tensor& values) { return values.index_select(0, chosen); };
  Json json = {{"index", data::to_vector<std::int64_t>(chosen)},
               {"rate", short_numbers(pick(units.rate))},
               {"mean", short_numbers(pick(units.mean))},
               {"smallest", short_numbers(pick(units.smallest))},
               {"largest", short_numbers(pick(units.largest))},
               {"off", short_numbers(pick(statistics.units.off))},
               {"importance", short_numbers(pick(statistics.units.importance.total))},
               {"decoder_norm", short_numbers(pick(statistics.units.decoder_norms))},
               {"similar", nested_integers(pick(statistics.units.similar.units))},
               {"cosine", nested_numbers(pick(statistics.units.similar.cosines))}};
  add_purity(pick(units.class_shares), json);
  return json;
}

/// {name: number} of what applies to all units.
Json totals_json(const Statistics& statistics) {
  return {{"all", statistics.units.mean.size(0)},
          {"dead", statistics.units.table.dead.sum().item<std::int64_t>()},
          {"described_on", statistics.units.codes.rows()},
          {"importance_rows", statistics.units.importance.rows}};
}

void add_unit_pictures(const ReportSource& source, const Statistics& statistics,
                       const Display& display, const at::Tensor& chosen, ArrayStore& arrays) {
  const auto add = [&](const std::string& name, const at::Tensor& values) {
    const SignedBytes bytes = to_signed_bytes(values);
    arrays.add(name, bytes.integers);
    arrays.add(name + "_scale", bytes.scale);
  };
  const std::int64_t count = chosen.size(0);
  const model::Network network = source.run.model().network();
  const at::Tensor columns =
      model::decoder_of(network).layers.front().weight.t().index_select(0, chosen);
  add("decoder", display.is_summed()
                     ? display.sum_changes(columns)
                     : display.directions(picture::unit_changes(source.run.model(), chosen)));
  add("encoder", display.filters(statistics.gradients.narrow(0, 0, count)));
  add("map", display.maps(statistics.contributions.narrow(0, 0, count)));
}

void add_rows(const data::Dataset& rows, const Display& display,
              const std::vector<std::int64_t>& shown, Report& report) {
  const data::Dataset taken = data::take_rows(rows, at::tensor(shown, at::kLong));
  const at::Tensor values = display.shown(taken.features);
  report.arrays.add("rows", display.is_image() ? display.to_bytes(values) : values);
  report.json["rows"] = {{"id", data::id_texts(taken)}};
  if (taken.labels.defined()) {
    report.json["rows"]["class"] = data::to_vector<std::int64_t>(taken.labels);
  }
}

/// What a smaller extent leaves out, one line each.
Json cuts_json(const Statistics& statistics, const Extent& extent) {
  Json cuts = Json::array();
  const std::size_t living = static_cast<std::size_t>(
      (statistics.units.table.dead.logical_not()).sum().item<std::int64_t>());
  if (const std::size_t shown = std::min(extent.units, statistics.tiles.size()); shown < living) {
    cuts.push_back("units: the " + base::format_count(static_cast<std::int64_t>(shown)) +
                   " most active of " + base::format_count(static_cast<std::int64_t>(living)));
  }
  if (extent.strongest < analysis::kStrongestRows) {
    cuts.push_back("rows of a unit: " + std::to_string(extent.strongest) + " of " +
                   std::to_string(analysis::kStrongestRows) + " strongest, " +
                   std::to_string(extent.drawn) + " of " + std::to_string(analysis::kDrawnRows) +
                   " active and near misses");
  }
  if (!extent.bands) cuts.push_back("rows of the bands of a unit's activation");
  if (statistics.units.codes.rows() < statistics.target.size(0)) {
    cuts.push_back("units are described on the first " +
                   base::format_count(statistics.units.codes.rows()) + " of " +
                   base::format_count(statistics.target.size(0)) + " rows");
  }
  return cuts;
}

}  // namespace

std::vector<Extent> extents(std::size_t units) {
  std::vector<Extent> all = {{}, {12, 6}, {8, 4}, {8, 4, false}};
  constexpr std::size_t kFewest = 16;
  for (std::size_t fewer = std::min<std::size_t>(units, kMostTiles) / 2; fewer >= kFewest;
       fewer /= 2) {
    all.push_back({8, 4, false, fewer});
  }
  return all;
}

Report compose(const ReportSource& source, const Statistics& statistics, const Display& display,
               const Json& run, const Extent& extent) {
  const data::Dataset& valid = source.split.valid;
  const std::size_t count = std::min(extent.units, statistics.tiles.size());
  const at::Tensor chosen = at::tensor(
      std::vector<std::int64_t>(statistics.tiles.begin(),
                                statistics.tiles.begin() + static_cast<std::ptrdiff_t>(count)),
      at::kLong);
  Report report{run, {}};
  report.json["display"] = display.json();
  report.json["class_names"] = statistics.class_names;
  report.json["unit_totals"] = totals_json(statistics);
  report.json["units"] = units_json(statistics, chosen);
  ShownRows rows;
  report.json["units"].update(examples_json(statistics, extent, rows));
  add_unit_pictures(source, statistics, display, chosen, report.arrays);

  Json groups = Json::array();
  ShownRows samples;
  for (const SampleGroup& group : choose_samples(statistics, valid)) {
    groups.push_back({{"name", group.name}, {"samples", samples.places_of(group.rows)}});
  }
  report.json["groups"] = std::move(groups);
  report.json["samples"] =
      describe_samples(source, statistics, samples.rows(), display, report.arrays);
  report.json["samples"]["row"] = rows.places_of(samples.rows());
  add_rows(valid, display, rows.rows(), report);
  report.json["cut"] = cuts_json(statistics, extent);
  return report;
}

}  // namespace sae::report
