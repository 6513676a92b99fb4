// SPDX-License-Identifier: MIT
// metrics.csv, the model files and summary.json.
#include "run/records.h"

#include <utility>

#include "run/model_file.h"

namespace sae::run {
namespace {

using format::Json;

Json row_json(const train::EpochRecord& row) {
  Json json = Json::object();
  train::visit_columns(row, [&](const char* name, train::ColumnKind, const auto& value) {
    json[name] = format::json_number(static_cast<double>(value));
  });
  return json;
}

Json position_json(const train::Position& position) {
  return {{"epoch", position.epoch}, {"batches_done", position.batch}};
}

Json restoration_json(const train::Restoration& restoration) {
  return {{"peak", restoration.peak},
          {"noisy_mse", restoration.noisy_mse},
          {"noisy_psnr", format::json_number(restoration.noisy_psnr())},
          {"restored_mse", restoration.restored_mse},
          {"restored_psnr", format::json_number(restoration.restored_psnr())}};
}

class Recorder final : public train::Observer {
 public:
  Recorder(const config::Config& config, const RunFolder& folder, train::Identity identity,
           Json facts, const data::Transform& transform)
      : config_(config), folder_(folder), identity_(std::move(identity)), facts_(std::move(facts)) {
    for (const auto& [name, tensor] : transform.tensors()) data_.push_back({name, tensor});
  }

  void on_checkpoint(const train::Checkpoint& checkpoint) override {
    folder_.write(kCheckpointName, train::checkpoint_bytes(checkpoint, identity_));
    const auto& history = checkpoint.history;
    if (history.empty() || history.back().epoch == written_epoch_) return;
    written_epoch_ = history.back().epoch;
    folder_.write("metrics.csv", format::csv_text(metrics_table(history)));
    folder_.write("model.safetensors",
                  model_bytes(with_data(checkpoint.last), config_, written_epoch_));
    const std::int64_t best = best_epoch(history).epoch;
    if (best == written_best_) return;
    written_best_ = best;
    folder_.write("best.safetensors", model_bytes(with_data(checkpoint.best), config_, best));
  }

  void on_end(const train::Outcome& outcome, const model::AutoencoderImpl& /*model*/) override {
    Json json = {{"schema", 1}, {"state", state_name(outcome.state)}};
    if (!outcome.message.empty()) json["message"] = outcome.message;
    if (outcome.stopped) {
      json["stopped"] = {{"why", "no epoch within the patience lowered val_mse"},
                         {"epoch", outcome.stopped->epoch},
                         {"patience", outcome.stopped->patience}};
    }
    json["epochs_done"] = outcome.history.size();
    json.update(timing_json(outcome.timing));
    if (outcome.resumed) json["resumed_at"] = position_json(*outcome.resumed);
    if (outcome.saved) json["checkpoint_at"] = position_json(*outcome.saved);
    json.update(facts_);
    if (!outcome.history.empty()) {
      json["best_epoch"] = best_epoch(outcome.history).epoch;
      json["last"] = row_json(outcome.history.back());
      if (outcome.restoration) json["denoising"] = restoration_json(*outcome.restoration);
    }
    folder_.write("summary.json", format::json_file(json));
  }

 private:
  model::NamedTensors with_data(model::NamedTensors weights) const {
    weights.insert(weights.end(), data_.begin(), data_.end());
    return weights;
  }

  static Json timing_json(const train::Timing& timing) {
    return {{"wall_seconds", format::json_number(timing.wall)},
            {"training_seconds", format::json_number(timing.training)},
            {"evaluation_seconds", format::json_number(timing.evaluation)},
            {"saving_seconds", format::json_number(timing.saving)},
            {"last_save_seconds", format::json_number(timing.last_save)},
            {"pictures_seconds", format::json_number(timing.watching)}};
  }

  const config::Config& config_;
  const RunFolder& folder_;
  train::Identity identity_;
  Json facts_;
  model::NamedTensors data_;
  // What the files hold that this recorder wrote; 0: it wrote none yet.
  std::int64_t written_epoch_ = 0;
  std::int64_t written_best_ = 0;
};

}  // namespace

format::CsvTable metrics_table(const std::vector<train::EpochRecord>& history) {
  format::CsvTable table;
  const train::EpochRecord names;
  train::visit_columns(
      names, [&](const char* name, train::ColumnKind, auto) { table.columns.emplace_back(name); });
  for (const train::EpochRecord& record : history) {
    std::vector<double> row;
    train::visit_columns(record, [&](const char*, train::ColumnKind, const auto& value) {
      row.push_back(static_cast<double>(value));
    });
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
                                               const RunFolder& folder, train::Identity identity,
                                               Json facts, const data::Transform& transform) {
  return std::make_unique<Recorder>(config, folder, std::move(identity), std::move(facts),
                                    transform);
}

}  // namespace sae::run
