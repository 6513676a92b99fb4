// SPDX-License-Identifier: MIT
// How far the trials of a sweep are.
#include "batch/trial_status.h"

#include <algorithm>
#include <csignal>
#include <string_view>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "format/csv.h"
#include "format/json.h"
#include "run/file_names.h"
#include "run/metrics_file.h"
#include "run/summary_file.h"

namespace sae::batch {
namespace {

namespace fs = std::filesystem;
using format::Json;

/// Whether a process ended by itself and without success.
bool is_failure(const std::optional<CommandEnd>& end) {
  return end && end->exit_code != 0 && end->exit_code != base::kSignalExit + SIGINT &&
         end->exit_code != base::kSignalExit + SIGTERM;
}

TrialState state_of(const Sweep& sweep, const PlannedTrial& planned,
                    const std::optional<train::EndState>& end) {
  if (end == train::EndState::kFinished) return TrialState::kFinished;
  if (end == train::EndState::kDiverged) return TrialState::kDiverged;
  if (is_failure(planned.end)) return TrialState::kFailed;
  const bool started = fs::exists(sweep.run_of(planned.trial) / run::kCheckpointName);
  return started ? TrialState::kInterrupted : TrialState::kWaiting;
}

/// Nothing if the file is missing or damaged: then the run itself, when resumed, says so.
std::optional<train::EpochRecord> last_row(const fs::path& metrics) {
  if (!fs::exists(metrics)) return std::nullopt;
  try {
    const auto history = run::read_metrics(metrics);
    return history.empty() ? std::nullopt : std::optional(history.back());
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::map<std::string, double> test_figures(const Json& summary) {
  std::map<std::string, double> figures;
  for (const auto& [name, value] : summary.items()) {
    if (name.starts_with("test_") && value.is_number()) figures[name] = value.get<double>();
  }
  return figures;
}

/// The names of all options that trials set, in the order of their first trial.
std::vector<std::string> option_columns(const Sweep& sweep) {
  std::vector<std::string> names;
  for (const PlannedTrial& planned : sweep.trials) {
    for (const config::Setting& setting : planned.trial.settings) {
      if (std::ranges::find(names, setting.name) == names.end()) names.push_back(setting.name);
    }
  }
  return names;
}

std::vector<std::string> figure_columns(const std::vector<TrialStatus>& statuses) {
  std::vector<std::string> names;
  const train::EpochRecord any;
  train::visit_columns(any, [&](const char* name, train::ColumnKind kind, const auto&) {
    if (kind == train::ColumnKind::kResult) names.emplace_back(name);
  });
  for (const TrialStatus& status : statuses) {
    for (const auto& [name, value] : status.test) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::map<std::string, std::string> figures_of(const TrialStatus& status) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : status.test) texts[name] = base::format_number(value);
  if (!status.last) return texts;
  train::visit_columns(*status.last, [&](const char* name, train::ColumnKind, const auto& value) {
    texts[name] = base::format_number(static_cast<double>(value));
  });
  return texts;
}

std::string value_of(const std::vector<config::Setting>& settings, const std::string& name) {
  const config::Setting* found = config::find_setting(settings, name);
  return found == nullptr ? "" : found->text.value_or("");
}

}  // namespace

std::string state_name(TrialState state) {
  switch (state) {
    case TrialState::kWaiting:
      return "waiting";
    case TrialState::kInterrupted:
      return "interrupted";
    case TrialState::kFinished:
      return "finished";
    case TrialState::kDiverged:
      return "diverged";
    case TrialState::kFailed:
      return "failed";
  }
  return {};
}

TrialStatus read_status(const Sweep& sweep, const PlannedTrial& planned) {
  const fs::path folder = sweep.run_of(planned.trial);
  TrialStatus status;
  const Json summary = run::read_summary(folder).value_or(Json());
  status.state = state_of(sweep, planned, run::state_in(summary));
  status.last = last_row(folder / run::kMetricsName);
  status.test = test_figures(summary);
  return status;
}

bool is_left(TrialState state, bool retry_failed) {
  switch (state) {
    case TrialState::kWaiting:
    case TrialState::kInterrupted:
      return true;
    case TrialState::kDiverged:
    case TrialState::kFailed:
      return retry_failed;
    case TrialState::kFinished:
      return false;
  }
  return false;
}

std::string trial_command(const Sweep& sweep, const PlannedTrial& planned, TrialState state,
                          const std::vector<std::string>& program) {
  const fs::path folder = sweep.run_of(planned.trial);
  std::vector<std::string> words;
  for (const std::string& word : program) words.push_back(base::shell_word(word));
  // "--rho -0.5" would be read as two options.
  const auto add = [&](const std::string& name, const std::string& text) {
    words.push_back(base::shell_word("--" + name + "=" + text));
  };
  if (state != TrialState::kDiverged && fs::exists(folder / run::kCheckpointName)) {
    add("resume", folder.string());
  } else {
    for (const config::Setting& setting : sweep.settings_of(planned)) {
      if (setting.text) add(setting.name, *setting.text);
    }
    add("out", folder.string());
    add("force", "yes");
  }
  return base::join(words, " ") + " >/dev/null 2>>" +
         base::shell_word(log_of(sweep, planned.trial).string());
}

std::string trials_bytes(const Sweep& sweep, const std::vector<TrialStatus>& statuses) {
  const std::vector<std::string> options = option_columns(sweep),
                                 figures = figure_columns(statuses);
  std::vector<std::string> header = {"trial", "status", "exit_code", "seconds"};
  header.insert(header.end(), options.begin(), options.end());
  header.insert(header.end(), figures.begin(), figures.end());
  std::string text = format::csv_line(header);
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const PlannedTrial& planned = sweep.trials[i];
    const TrialStatus& status = statuses[i];
    std::vector<std::string> cells = {planned.trial.name, state_name(status.state),
                                      planned.end ? std::to_string(planned.end->exit_code) : "",
                                      planned.end ? base::format_number(planned.end->seconds) : ""};
    for (const std::string& name : options) cells.push_back(value_of(planned.trial.settings, name));
    const auto texts = figures_of(status);
    for (const std::string& name : figures) {
      const auto found = texts.find(name);
      cells.push_back(found == texts.end() ? "" : found->second);
    }
    text += format::csv_line(cells);
  }
  return text;
}

fs::path log_of(const Sweep& sweep, const Trial& trial) {
  return sweep.folder / kLogsName / (trial.name + ".log");
}

}  // namespace sae::batch
