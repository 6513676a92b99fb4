// SPDX-License-Identifier: MIT
// metrics.csv, the model files and summary.json.
#include "sae/report/records.h"

#include <utility>

#include "sae/report/model_file.h"

namespace sae::report {
namespace {

using format::Json;

/// A column of metrics.csv and how a row fills it.
struct Column {
  const char* name;
  double (*value)(const train::EpochRecord&);
};

using Row = train::EpochRecord;
double as_double(std::int64_t value) { return static_cast<double>(value); }

constexpr Column kColumns[] = {
    {"epoch", [](const Row& row) { return as_double(row.epoch); }},
    {"seconds", [](const Row& row) { return row.seconds; }},
    {"images_per_second", [](const Row& row) { return row.images_per_second; }},
    {"train_loss", [](const Row& row) { return row.train.loss; }},
    {"train_reconstruction", [](const Row& row) { return row.train.reconstruction; }},
    {"train_mse", [](const Row& row) { return row.train.mse; }},
    {"train_penalty", [](const Row& row) { return row.train.penalty; }},
    {"train_decay", [](const Row& row) { return row.train.decay; }},
    {"val_mse", [](const Row& row) { return row.valid.mse; }},
    {"val_fvu", [](const Row& row) { return row.valid.fvu; }},
    {"val_l0", [](const Row& row) { return row.valid.sparsity.l0; }},
    {"val_hoyer", [](const Row& row) { return row.valid.sparsity.hoyer; }},
    {"val_n_eff", [](const Row& row) { return row.valid.sparsity.n_eff; }},
    {"val_dead", [](const Row& row) { return as_double(row.valid.sparsity.dead); }},
    {"val_always_on", [](const Row& row) { return as_double(row.valid.sparsity.always_on); }},
    {"val_zero_codes", [](const Row& row) { return as_double(row.valid.sparsity.zero_codes); }},
    {"val_rho_hat", [](const Row& row) { return row.valid.sparsity.rho_hat; }},
    {"val_rho_hat_min", [](const Row& row) { return row.valid.sparsity.rho_hat_min; }},
    {"val_rho_hat_max", [](const Row& row) { return row.valid.sparsity.rho_hat_max; }},
    {"val_kl", [](const Row& row) { return row.valid.sparsity.kl; }},
};

Json row_json(const train::EpochRecord& row) {
  Json json = Json::object();
  for (const Column& column : kColumns) json[column.name] = format::json_number(column.value(row));
  return json;
}

class Recorder final : public train::Observer {
 public:
  Recorder(const config::Config& config, const RunFolder& folder, Json facts)
      : config_(config), folder_(folder), facts_(std::move(facts)) {}

  void on_epoch(const std::vector<train::EpochRecord>& history,
                const model::AutoencoderImpl& model) override {
    const std::int64_t epoch = history.back().epoch;
    const std::string weights = model_bytes(model, config_, epoch);
    folder_.write("metrics.csv", format::csv_text(metrics_table(history)));
    folder_.write("model.safetensors", weights);
    if (best_epoch(history).epoch == epoch) folder_.write("best.safetensors", weights);
  }

  void on_end(const train::Outcome& outcome, const model::AutoencoderImpl& /*model*/) override {
    Json json = {{"schema", 1}, {"state", state_name(outcome.state)}};
    if (!outcome.message.empty()) json["message"] = outcome.message;
    json["epochs_done"] = outcome.history.size();
    json["wall_seconds"] = format::json_number(outcome.wall_seconds);
    json.update(facts_);
    if (!outcome.history.empty()) {
      json["best_epoch"] = best_epoch(outcome.history).epoch;
      json["last"] = row_json(outcome.history.back());
    }
    folder_.write("summary.json", json.dump(2) + "\n");
  }

 private:
  const config::Config& config_;
  const RunFolder& folder_;
  Json facts_;
};

}  // namespace

format::CsvTable metrics_table(const std::vector<train::EpochRecord>& history) {
  format::CsvTable table;
  for (const Column& column : kColumns) table.columns.emplace_back(column.name);
  for (const train::EpochRecord& record : history) {
    std::vector<double> row;
    for (const Column& column : kColumns) row.push_back(column.value(record));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string state_name(train::EndState state) {
  switch (state) {
    case train::EndState::kFinished:
      return "finished";
    case train::EndState::kInterrupted:
      return "interrupted";
    case train::EndState::kDiverged:
      return "diverged";
  }
  return {};
}

std::unique_ptr<train::Observer> make_recorder(const config::Config& config,
                                               const RunFolder& folder, Json facts) {
  return std::make_unique<Recorder>(config, folder, std::move(facts));
}

}  // namespace sae::report
