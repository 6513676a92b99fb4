// SPDX-License-Identifier: MIT
// Recomputes the figures in a run's files.
#include "report/verify.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "data/noise.h"
#include "model/autoencoder.h"
#include "report/report.h"
#include "report/run_card.h"
#include "run/checkpoint_file.h"
#include "run/config_file.h"
#include "run/file_names.h"
#include "run/metrics_file.h"
#include "run/summary_file.h"
#include "train/budget.h"

namespace sae::report {
namespace {

using format::Json;

constexpr double kTolerance = 1e-5;
/// A value may be on the threshold of being active.
constexpr double kCountTolerance = 1e-4;
/// Correlations, shares and fits of report.json magnify the rounding of the codes.
constexpr double kDerivedTolerance = 1e-3;

/// Columns of a row by name; without times.
std::vector<std::pair<std::string, double>> results_of(const train::EpochRecord& row) {
  std::vector<std::pair<std::string, double>> results;
  train::visit_columns(row, [&](const char* name, train::ColumnKind kind, const auto& value) {
    if (kind == train::ColumnKind::kResult) results.emplace_back(name, static_cast<double>(value));
  });
  return results;
}

/// A number of an object; nan if it has none of this name.
double number_in(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<double>()
                                                     : std::numeric_limits<double>::quiet_NaN();
}

class Verifier {
 public:
  explicit Verifier(const ReportSource& source)
      : run_(source.run), split_(source.split), input_(input_of(source.split.valid)) {}

  Verification verify() {
    const std::filesystem::path metrics = run_.folder() / run::kMetricsName;
    history_ = run::read_metrics(metrics);
    if (history_.empty()) {
      throw Error(ErrorKind::kCheckpoint,
                  metrics.string() + ": expected at least one epoch, found none");
    }
    check_data();
    check_epoch("last epoch", run_, run::kModelName, history_.back());
    check_best();
    check_checkpoint();
    check_summary();
    check_report();
    return found_;
  }

 private:
  at::Tensor input_of(const data::Dataset& rows) const {
    return data::validation_input(run_.config(), rows.shape, rows.features);
  }

  void check_data() {
    const Json provenance = run::read_config_file(run_.folder()).provenance;
    const auto data = provenance.find("data");
    if (data == provenance.end() || !data->is_object()) return;
    const auto check = [&](const std::string& name, const std::string& now) {
      const Json saved = data->value(name, Json());
      if (!saved.is_string()) return;
      if (saved == now) {
        found_.equal.push_back(name + " of the rows");
      } else {
        found_.differences.push_back("config.json: " + name + ": recorded " +
                                     saved.get<std::string>() + ", now " + now);
      }
    };
    check("train_fingerprint", split_.train.fingerprint);
    check("valid_fingerprint", split_.valid.fingerprint);
    if (split_.test) check("test_fingerprint", split_.test->fingerprint);
  }

  bool is_equal(double recorded, double recomputed, double allowed) {
    if (std::isnan(recorded) && std::isnan(recomputed)) return true;
    if (recorded == recomputed) return true;
    const double size = std::max(std::abs(recorded), std::abs(recomputed));
    const double difference = std::abs(recorded - recomputed) / size;
    if (!(difference <= allowed)) return false;
    found_.largest_difference = std::max(found_.largest_difference, difference);
    return true;
  }

  /// Both lists have the same names.
  void compare(const std::string& where, const std::string& what,
               const std::vector<std::pair<std::string, double>>& recorded,
               const std::vector<std::pair<std::string, double>>& recomputed) {
    std::size_t equal = 0;
    for (std::size_t i = 0; i < recorded.size(); ++i) {
      const auto& [name, value] = recorded[i];
      const double allowed = name.ends_with("_l0") ? kCountTolerance : kTolerance;
      if (is_equal(value, recomputed[i].second, allowed)) {
        ++equal;
      } else {
        std::string line = where;
        line.append(": ").append(name).append(": recorded ").append(base::format_number(value));
        line.append(", recomputed ").append(base::format_number(recomputed[i].second));
        found_.differences.push_back(std::move(line));
      }
    }
    if (equal > 0) found_.equal.push_back(what + " (" + std::to_string(equal) + ")");
  }

  /// Whether parts of report.json are equal: texts and whole numbers exactly, other numbers within
  /// kDerivedTolerance.
  bool is_equal_part(const Json& recorded, const Json& now) {
    if (recorded.is_number_integer() && now.is_number_integer()) return recorded == now;
    if (recorded.is_number() && now.is_number()) {
      return is_equal(recorded.get<double>(), now.get<double>(), kDerivedTolerance);
    }
    if (recorded.type() != now.type() || recorded.size() != now.size()) return false;
    if (recorded.is_array()) {
      return std::ranges::equal(recorded, now,
                                [&](const Json& a, const Json& b) { return is_equal_part(a, b); });
    }
    if (!recorded.is_object()) return recorded == now;
    return std::ranges::all_of(now.items(), [&](const auto& item) {
      const auto found = recorded.find(item.key());
      return found != recorded.end() && is_equal_part(*found, item.value());
    });
  }

  /// val_* of an epoch, from the weights of `run`, read from the file `weights`.
  void check_epoch(const std::string& what, const run::TrainedRun& run, const char* weights,
                   const train::EpochRecord& recorded) {
    const std::optional<std::int64_t> active_k =
        recorded.kept > 0 ? std::optional(recorded.kept) : std::nullopt;
    train::EpochRecord recomputed = recorded;
    recomputed.valid = *train::Evaluator(split_.valid.features, input_)
                            .evaluate(
                                run.model(), run.config().loss, [] { return false; }, active_k);
    const auto of_validation = [](const train::EpochRecord& row) {
      auto results = results_of(row);
      std::erase_if(results, [](const auto& result) { return !result.first.starts_with("val_"); });
      return results;
    };
    compare("metrics.csv: epoch " + std::to_string(recorded.epoch) + " from " + weights, what,
            of_validation(recorded), of_validation(recomputed));
  }

  void check_best() {
    if (!std::filesystem::exists(run_.folder() / run::kBestName)) return;
    check_epoch("best epoch", run::TrainedRun::load(run_.folder(), run::Weights::kBest),
                run::kBestName, train::best_epoch(history_));
  }

  void check_checkpoint() {
    const std::filesystem::path path = run_.folder() / run::kCheckpointName;
    if (!std::filesystem::exists(path)) return;
    const train::Checkpoint saved = run::read_checkpoint(path).checkpoint;
    const std::size_t rows = std::min(saved.history.size(), history_.size());
    if (saved.history.size() != history_.size()) {
      found_.differences.push_back("metrics.csv: recorded " + std::to_string(history_.size()) +
                                   " epochs, checkpoint.safetensors " +
                                   std::to_string(saved.history.size()));
    }
    std::vector<std::pair<std::string, double>> in_table, in_checkpoint;
    for (std::size_t i = 0; i < rows; ++i) {
      for (const auto& result : results_of(history_[i])) in_table.push_back(result);
      for (const auto& result : results_of(saved.history[i])) in_checkpoint.push_back(result);
    }
    compare("metrics.csv beside the checkpoint", "history in the checkpoint", in_table,
            in_checkpoint);
    check_weights(saved);
  }

  void check_weights(const train::Checkpoint& saved) {
    const model::NamedTensors& last = saved.last.empty() ? saved.weights : saved.last;
    for (const auto& [name, tensor] : model::weights_of(run_.model())) {
      const auto found = std::ranges::find(last, name, &model::NamedTensor::name);
      if (found == last.end() || !found->tensor.equal(tensor)) {
        found_.differences.push_back("model.safetensors: " + name +
                                     ": other weights than in checkpoint.safetensors");
        return;
      }
    }
    found_.equal.push_back("weights in the checkpoint");
  }

  void check_summary() {
    const auto summary = run::read_summary(run_.folder());
    if (!summary) return;
    if (const auto last = summary->find("last");
        last != summary->end() && *last != run::row_json(history_.back())) {
      found_.differences.push_back("summary.json: last: other figures than in metrics.csv");
    }
    // They were measured with the k of the last epoch, which --k_start may have left above --k.
    const std::int64_t kept = history_.back().kept;
    const std::optional<std::int64_t> active_k = kept > 0 ? std::optional(kept) : std::nullopt;
    check_test(*summary, active_k);
    check_budget(*summary, run_.model().network(active_k));
  }

  /// test_*, which older runs lack.
  void check_test(const Json& summary, std::optional<std::int64_t> active_k) {
    if (!split_.test || !summary.contains("test_mse")) return;
    const at::Tensor& features = split_.test->features;
    const Json now =
        run::test_json(*train::Evaluator(features, input_of(*split_.test))
                            .evaluate(
                                run_.model(), run_.config().loss, [] { return false; }, active_k));
    std::vector<std::pair<std::string, double>> recorded, recomputed;
    for (const auto& [name, value] : now.items()) {
      recorded.emplace_back(name, number_in(summary, name));
      recomputed.emplace_back(name, number_in(now, name));
    }
    compare("summary.json", "test set", recorded, recomputed);
  }

  void check_budget(const Json& summary, const model::Network& network) {
    const std::vector<train::BudgetPoint> recorded = run::budget_in(summary);
    if (recorded.empty()) return;
    const at::Tensor mean = train::mean_code(network, input_of(split_.train));
    const auto named = [](const std::vector<train::BudgetPoint>& points) {
      std::vector<std::pair<std::string, double>> values;
      for (const train::BudgetPoint& point : points) {
        values.emplace_back("fvu_at_k for k = " + std::to_string(point.units), point.fvu);
      }
      return values;
    };
    const auto now = named(train::budget_curve(network, input_, split_.valid.features, mean));
    const auto before = named(recorded);
    if (before.size() != now.size()) {
      found_.differences.emplace_back("summary.json: fvu_at_k: other numbers of units");
      return;
    }
    compare("summary.json", "budget curve", before, now);
  }

  void check_report() {
    const std::filesystem::path path = run_.folder() / run::kReportDataName;
    if (!std::filesystem::exists(path)) return;
    const Json recorded = format::read_json(path, ErrorKind::kCheckpoint);
    if (!recorded.is_object()) {
      throw Error(ErrorKind::kCheckpoint,
                  path.string() + ": expected an object, found another value",
                  "write it again with sae report " + run_.folder().string());
    }
    if (const Json schema = recorded.value("schema", Json()); schema != kReportSchema) {
      found_.not_compared.push_back("report.json is of schema " + schema.dump() + ", not " +
                                    std::to_string(kReportSchema) + "; sae report " +
                                    run_.folder().string() + " writes it again");
      return;
    }
    const Json saved_size = recorded.value("report_mb", Json());
    const double megabytes =
        saved_size.is_number() ? saved_size.get<double>() : run_.config().output.report_mb;
    Json now = Json::parse(make_report({run_, split_}, megabytes).json);
    // The folder may have been moved, and other versions have other options.
    for (const char* name : {"run", "report_mb", "config", "versions"}) now.erase(name);
    bool same = true;
    for (const auto& [name, value] : now.items()) {
      if (is_equal_part(recorded.value(name, Json()), value)) continue;
      same = false;
      found_.differences.push_back("report.json: " + name + ": other content than now");
    }
    if (same) found_.equal.emplace_back("report.json");
  }

  const run::TrainedRun& run_;
  const data::Split& split_;
  at::Tensor input_;
  std::vector<train::EpochRecord> history_;
  Verification found_;
};

}  // namespace

Verification verify_run(const ReportSource& source) {
  const at::NoGradGuard no_grad;
  return Verifier(source).verify();
}

}  // namespace sae::report
