// SPDX-License-Identifier: MIT
// The figures of a run by name, and which of their values are better.
#include "batch/run_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "train/epoch_record.h"

namespace sae::batch {
namespace {

constexpr std::string_view kTestPrefix = "test_", kValidationPrefix = "val_";

/// "mse" of "val_mse", "train_mse" and "test_mse".
std::string_view without_part(std::string_view figure) {
  for (const std::string_view part : {std::string_view("train_"), kValidationPrefix, kTestPrefix}) {
    if (figure.starts_with(part)) return figure.substr(part.size());
  }
  return figure;
}

/// The chosen row; null if no epoch is finished.
const train::EpochRecord* chosen_row(const run::ListedRun& run, config::Weights at) {
  if (run.history.empty()) return nullptr;
  return at == config::Weights::kBest ? &train::best_epoch(run.history) : &run.history.back();
}

}  // namespace

std::string direction_name(Direction direction) {
  switch (direction) {
    case Direction::kLower:
      return "lower";
    case Direction::kHigher:
      return "higher";
    case Direction::kNone:
      return "none";
  }
  return {};
}

std::vector<std::string> figure_names() {
  std::vector<std::string> names, of_test;
  const train::EpochRecord any;
  train::visit_columns(any, [&](std::string_view name, train::ColumnKind, const auto&) {
    names.emplace_back(name);
    if (!name.starts_with(kValidationPrefix)) return;
    of_test.emplace_back(kTestPrefix).append(name.substr(kValidationPrefix.size()));
  });
  names.insert(names.end(), {"epochs_done", "training_seconds"});
  names.insert(names.end(), of_test.begin(), of_test.end());
  return names;
}

bool is_figure(const std::string& name) {
  const std::vector<std::string> names = figure_names();
  return std::ranges::find(names, name) != names.end();
}

Direction direction_of(const std::string& figure) {
  if (figure == "training_seconds" || figure == "seconds") return Direction::kLower;
  if (figure == "images_per_second") return Direction::kHigher;
  const std::string_view measure = without_part(figure);
  if (measure == "hoyer") return Direction::kHigher;
  for (const std::string_view lower : {"mse", "fvu", "dead"}) {
    if (measure == lower) return Direction::kLower;
  }
  return Direction::kNone;
}

bool is_test_figure(const std::string& figure) { return figure.starts_with(kTestPrefix); }

double training_seconds(const run::ListedRun& run) {
  double seconds = 0;
  for (const train::EpochRecord& epoch : run.history) seconds += epoch.seconds;
  return seconds;
}

std::map<std::string, double> figures_of(const run::ListedRun& run, config::Weights at) {
  std::map<std::string, double> figures = {{"epochs_done", static_cast<double>(run.history.size())},
                                           {"training_seconds", training_seconds(run)}};
  if (const train::EpochRecord* row = chosen_row(run, at)) {
    train::visit_columns(*row, [&](const char* name, train::ColumnKind, const auto& value) {
      figures[name] = static_cast<double>(value);
    });
  }
  if (at == config::Weights::kLast && !run.history.empty() && run.summary.is_object()) {
    for (const auto& [name, value] : run.summary.items()) {
      if (is_test_figure(name) && value.is_number()) figures[name] = value.get<double>();
    }
  }
  std::erase_if(figures, [](const auto& figure) { return !std::isfinite(figure.second); });
  return figures;
}

}  // namespace sae::batch
