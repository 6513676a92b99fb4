// SPDX-License-Identifier: MIT
// Reads and writes summary.json.
#include "run/summary_file.h"

#include "base/error.h"
#include "run/file_names.h"

namespace sae::run {
namespace {

using format::Json;

constexpr int kSummarySchema = 1;

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

Json timing_json(const train::Timing& timing) {
  return {{"wall_seconds", format::json_number(timing.wall)},
          {"training_seconds", format::json_number(timing.training)},
          {"evaluation_seconds", format::json_number(timing.evaluation)},
          {"saving_seconds", format::json_number(timing.saving)},
          {"last_save_seconds", format::json_number(timing.last_save)},
          {"pictures_seconds", format::json_number(timing.watching)}};
}

}  // namespace

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

Json row_json(const train::EpochRecord& row) {
  Json json = Json::object();
  train::visit_columns(row, [&](const char* name, train::ColumnKind, const auto& value) {
    json[name] = format::json_number(static_cast<double>(value));
  });
  return json;
}

Json test_json(const train::Measures& measures) {
  constexpr std::string_view kOfValidation = "val_";
  train::EpochRecord row;
  row.valid = measures;
  Json json = Json::object();
  train::visit_columns(row, [&](std::string_view name, train::ColumnKind, const auto& value) {
    if (!name.starts_with(kOfValidation)) return;
    json["test_" + std::string(name.substr(kOfValidation.size()))] =
        format::json_number(static_cast<double>(value));
  });
  return json;
}

Json budget_json(const std::vector<train::BudgetPoint>& budget) {
  Json json = Json::array();
  for (const train::BudgetPoint& point : budget) {
    json.push_back({{"k", point.units}, {"fvu", format::json_number(point.fvu)}});
  }
  return json;
}

std::string summary_bytes(const train::Outcome& outcome, const Json& facts) {
  Json json = {{"schema", kSummarySchema}, {"state", state_name(outcome.state)}};
  if (!outcome.message.empty()) json["message"] = outcome.message;
  if (outcome.stopped) {
    json["stopped"] = {{"why", "no epoch within the patience lowered val_mse"},
                       {"epoch", outcome.stopped->epoch},
                       {"patience", outcome.stopped->patience}};
  }
  json["epochs_done"] = outcome.history.size();
  json.update(timing_json(outcome.timing));
  if (outcome.sparse_share) json["sparse_step_share"] = *outcome.sparse_share;
  if (outcome.resumed) json["resumed_at"] = position_json(*outcome.resumed);
  if (outcome.saved) json["checkpoint_at"] = position_json(*outcome.saved);
  json.update(facts);
  if (!outcome.history.empty()) {
    json["best_epoch"] = train::best_epoch(outcome.history).epoch;
    json["last"] = row_json(outcome.history.back());
    if (outcome.test) json.update(test_json(*outcome.test));
    if (!outcome.budget.empty()) json["fvu_at_k"] = budget_json(outcome.budget);
    if (outcome.restoration) json["denoising"] = restoration_json(*outcome.restoration);
  }
  return format::json_file(json);
}

std::optional<Json> read_summary(const std::filesystem::path& run) {
  try {
    Json json = format::read_json(run / kSummaryName, ErrorKind::kCheckpoint);
    if (json.is_object()) return json;
  } catch (const Error&) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::vector<train::BudgetPoint> budget_in(const Json& summary) {
  std::vector<train::BudgetPoint> budget;
  const auto points = summary.find("fvu_at_k");
  if (points == summary.end() || !points->is_array()) return budget;
  for (const Json& point : *points) {
    const bool valid = point.is_object() && point.value("k", Json()).is_number_integer() &&
                       point.value("fvu", Json()).is_number();
    if (valid) budget.push_back({point["k"].get<std::int64_t>(), point["fvu"].get<double>()});
  }
  return budget;
}

std::optional<train::EndState> state_in(const Json& summary) {
  using train::EndState;
  const auto found = summary.find("state");
  if (found == summary.end()) return std::nullopt;
  for (const EndState state : {EndState::kFinished, EndState::kInterrupted, EndState::kDiverged}) {
    if (*found == state_name(state)) return state;
  }
  return std::nullopt;
}

std::optional<train::EndState> read_state(const std::filesystem::path& run) {
  const auto summary = read_summary(run);
  return summary ? state_in(*summary) : std::nullopt;
}

}  // namespace sae::run
