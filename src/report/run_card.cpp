// SPDX-License-Identifier: MIT
// The part of a report that describes the run as a whole.
#include "report/run_card.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/histc.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "config/config_json.h"
#include "config/settings.h"
#include "data/values.h"
#include "report/numbers.h"
#include "report/verdict.h"
#include "run/config_file.h"
#include "run/file_names.h"
#include "run/metrics_file.h"
#include "run/run_folder.h"
#include "run/summary_file.h"

namespace sae::report {
namespace {

using base::format_fixed;
using format::Json;

constexpr std::int64_t kErrorBins = 40;

/// How good a figure is, as far as that can be said.
enum class Grade { kNone, kGood, kFair, kPoor };

const char* grade_name(Grade grade) {
  switch (grade) {
    case Grade::kNone:
      return "";
    case Grade::kGood:
      return "good";
    case Grade::kFair:
      return "fair";
    case Grade::kPoor:
      return "poor";
  }
  return "";
}

/// One figure of the card with a line that says what it means.
struct Figure {
  std::string name;
  std::string value;
  std::string meaning;
  Grade grade = Grade::kNone;
};

Grade grade_if(bool good, bool fair) {
  return good ? Grade::kGood : fair ? Grade::kFair : Grade::kPoor;
}

Figure error_figure(const train::Measures& valid) {
  return {"validation MSE", base::format_number(short_number(valid.mse)),
          "mean squared error per value, in the network's scale; 0 is exact", Grade::kNone};
}

Figure fvu_figure(const train::Measures& valid, const std::vector<Baseline>& baselines) {
  const double pca = baselines.at(1).error.fvu;
  return {"FVU", format_fixed(valid.fvu, 3),
          "share of the variance that is lost: 0 is exact, 1 is the mean of the data; " +
              baselines.at(1).name + " loses " + format_fixed(pca, 3),
          grade_if(valid.fvu < pca, valid.fvu < 1)};
}

Figure l0_figure(const train::Sparsity& sparsity, double width) {
  const double share = sparsity.l0 / width;
  return {"L0", format_fixed(sparsity.l0, 1),
          "active units per sample, of " + base::format_count(static_cast<std::int64_t>(width)),
          grade_if(share <= kSparseShare && sparsity.l0 > 0, share < 1.0 / 2 && sparsity.l0 > 0)};
}

Figure hoyer_figure(const train::Sparsity& sparsity) {
  constexpr double kFair = 0.4;
  return {
      "Hoyer", format_fixed(sparsity.hoyer, 2),
      "sparsity of a sample's code: 0 if all units are equal, 1 if only one is used; sparse from " +
          base::format_number(kSparseHoyer),
      grade_if(sparsity.hoyer >= kSparseHoyer, sparsity.hoyer >= kFair)};
}

Figure dead_figure(const train::Sparsity& sparsity, double width, model::Activation code) {
  const double share = static_cast<double>(sparsity.dead) / width;
  constexpr double kFew = 0.01;
  return {"dead units", base::format_count(sparsity.dead),
          "wasted; a unit is dead if, over all validation rows, " + train::describe_dead(code),
          grade_if(share <= kFew, share <= kManyDead)};
}

Figure rate_figure(const train::Sparsity& sparsity, double rho) {
  const double off = std::abs(sparsity.rho_hat - rho) / rho;
  constexpr double kClose = 0.5, kFar = 2;
  return {"ρ̂", format_fixed(sparsity.rho_hat, 3),
          "mean activation; the penalty pulls it to ρ = " + base::format_number(rho),
          grade_if(off <= kClose, off <= kFar)};
}

/// A member of an object as text or number; null if it is missing.
Json member(const std::optional<Json>& object, const std::string& name) {
  if (!object) return nullptr;
  const auto found = object->find(name);
  return found == object->end() ? Json() : *found;
}

Json card_json(const config::Config& config, const Statistics& statistics,
               const std::optional<Json>& summary) {
  const train::Sparsity& sparsity = statistics.measures.sparsity;
  const auto width = static_cast<double>(config.model.layers.back());
  std::vector<Figure> figures = {error_figure(statistics.measures),
                                 fvu_figure(statistics.measures, statistics.baselines),
                                 l0_figure(sparsity, width), hoyer_figure(sparsity),
                                 dead_figure(sparsity, width, config.model.code_activation)};
  const bool kl = config.loss.sparse() && config.loss.penalty == config::Penalty::kKl;
  if (kl && !config::keeps_largest(config.model.code_activation)) {
    figures.push_back(rate_figure(sparsity, config.loss.rho));
  }
  const Json test = member(summary, "test_mse");
  if (test.is_number() && member(summary, "validated_on") != "test set") {
    figures.push_back({"test MSE", base::format_number(short_number(test.get<double>())),
                       "the same on the test set, which chose nothing"});
  }
  if (const Json seconds = member(summary, "wall_seconds"); seconds.is_number()) {
    figures.push_back({"time", base::format_duration(seconds.get<double>()),
                       "wall time of the last call, evaluation and files included"});
  }
  if (const Json engine = member(summary, "engine"); engine.is_string()) {
    const Json reason = member(summary, "engine_reason");
    figures.push_back({"engine", engine.get<std::string>(),
                       reason.is_string() ? reason.get<std::string>() : "computed the steps"});
  }
  Json json = Json::array();
  for (const Figure& figure : figures) {
    json.push_back({{"name", figure.name},
                    {"value", figure.value},
                    {"meaning", figure.meaning},
                    {"grade", grade_name(figure.grade)}});
  }
  return json;
}

Json baselines_json(const std::vector<Baseline>& baselines) {
  Json json = Json::array();
  for (const Baseline& baseline : baselines) {
    json.push_back({{"name", baseline.name},
                    {"meaning", baseline.meaning},
                    {"mse", short_number(baseline.error.mse)},
                    {"fvu", short_number(baseline.error.fvu)}});
  }
  return json;
}

/// Empty for an imported run, which was never trained here.
std::vector<train::EpochRecord> history_of(const run::TrainedRun& run,
                                           const run::ConfigFile& file) {
  if (file.imported()) return {};
  return run::read_metrics(run.folder() / run::kMetricsName);
}

/// {column: [value of each epoch]}.
Json history_json(const std::vector<train::EpochRecord>& history) {
  Json json = Json::object();
  for (const train::EpochRecord& epoch : history) {
    train::visit_columns(epoch, [&](const char* name, train::ColumnKind, const auto& value) {
      json[name].push_back(short_number(static_cast<double>(value)));
    });
  }
  return json;
}

/// Histogram of log10 of the rates, in quarters of a decade from one row in 10⁵ to all rows, and
/// when a unit counts as active and as dead.
Json rates_json(const at::Tensor& rates, const analysis::ActivityRule& rule) {
  constexpr double kLowest = -5;
  constexpr std::int64_t kBins = 20;
  const at::Tensor alive = rates.masked_select(rates > 0).log10().clamp_min(kLowest);
  const at::Tensor counts = at::histc(alive, kBins, kLowest, 0);
  return {{"low", kLowest},
          {"high", 0},
          {"counts", short_numbers(counts)},
          {"never", rates.size(0) - alive.size(0)},
          {"active_if", train::describe_active(rule.activation, rule.scale)},
          {"dead_if", train::describe_dead(rule.activation)}};
}

Json errors_json(const at::Tensor& errors) {
  const double low = errors.min().item<double>(), high = errors.max().item<double>();
  const at::Tensor counts = at::histc(errors, kErrorBins, low, high);
  return {{"low", short_number(low)},
          {"high", short_number(high)},
          {"median", short_number(errors.median().item<double>())},
          {"counts", short_numbers(counts)}};
}

Json classes_json(const std::vector<ClassResult>& classes) {
  Json json = Json::array();
  for (const ClassResult& own : classes) {
    json.push_back({{"name", own.name},
                    {"rows", own.rows},
                    {"mse", short_number(own.measures.mse)},
                    {"fvu", short_number(own.measures.fvu)},
                    {"l0", short_number(own.measures.sparsity.l0)}});
  }
  return json;
}

/// Every option that shapes the run, with its default.
Json options_json(const config::Config& config) {
  const Json own = config::config_json(config, config::Scope::kRun);
  const Json defaults = config::config_json(config::Config(), config::Scope::kRun);
  Json json = Json::array();
  for (const auto& [name, value] : own.items()) {
    json.push_back({{"name", name},
                    {"value", value},
                    {"default", defaults.at(name)},
                    {"changed", value != defaults.at(name)}});
  }
  return json;
}

}  // namespace

Json describe_run(const ReportSource& source, const Statistics& statistics) {
  const run::TrainedRun& run = source.run;
  const config::Config& config = run.config();
  const auto summary = run::read_summary(run.folder());
  const run::ConfigFile file = run::read_config_file(run.folder());
  const auto history = history_of(run, file);
  const std::vector<train::BudgetPoint> budget =
      summary ? run::budget_in(*summary) : std::vector<train::BudgetPoint>();
  const Verdict verdict = judge_run(config, statistics.measures, budget);
  Json json = {{"schema", kReportSchema}};
  json["run"] = {{"folder", run.folder().string()},
                 {"epoch", history.empty() ? 0 : history.back().epoch},
                 {"state", member(summary, "state")},
                 {"command", file.provenance.value("command_line", Json())},
                 {"started", file.provenance.value("started", Json())}};
  json["card"] = card_json(config, statistics, summary);
  json["verdict"] = {{"sentence", verdict.sentence}, {"advice", verdict.advice}};
  json["baselines"] = baselines_json(statistics.baselines);
  json["budget"] = run::budget_json(budget);
  json["twins"] = {{"units", statistics.units.mean.size(0)},
                   {"distinct", statistics.units.similar.distinct}};
  json["history"] = history_json(history);
  json["rates"] = rates_json(statistics.units.table.rate, statistics.units.codes.rule);
  json["errors"] = errors_json(statistics.row_errors);
  json["classes"] = classes_json(statistics.by_class);
  json["config"] = options_json(config);
  json["versions"] = file.provenance.value("versions", Json());
  json["data"] = {{"place", source.split.place},
                  {"train_rows", source.split.train.rows()},
                  {"valid_rows", source.split.valid.rows()},
                  {"validated_on", data::validated_on(source.split)},
                  {"train_fingerprint", source.split.train.fingerprint},
                  {"valid_fingerprint", source.split.valid.fingerprint}};
  return json;
}

}  // namespace sae::report
