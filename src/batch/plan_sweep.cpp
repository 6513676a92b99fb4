// SPDX-License-Identifier: MIT
// Plans a sweep.
#include "batch/plan_sweep.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/progress_bar.h"
#include "base/text.h"
#include "batch/grid.h"
#include "config/config_json.h"
#include "run/run_folder.h"
#include "session/effective_config.h"
#include "session/session.h"

namespace sae::batch {
namespace {

namespace fs = std::filesystem;
using Settings = std::vector<config::Setting>;

/// Calls `work` for each trial. Throws UsageErrors with the first problems of all, each with the
/// name of its trial.
template <class Work>
void for_each_trial(Sweep& sweep, const Work& work) {
  constexpr std::size_t kMostLines = 8;
  std::vector<std::string> lines;
  std::size_t failed = 0;
  for (PlannedTrial& planned : sweep.trials) {
    try {
      work(planned);
    } catch (const UsageErrors& errors) {
      ++failed;
      for (const std::string& line : errors.lines()) {
        if (lines.size() < kMostLines) lines.push_back(planned.trial.name + ": " + line);
      }
    }
  }
  if (lines.empty()) return;
  throw UsageErrors(lines, std::to_string(failed) + " of " + std::to_string(sweep.trials.size()) +
                               " trials are not valid; --trials FILE can list others than a grid");
}

bool holds_other_files(const fs::path& folder) {
  if (!fs::exists(folder)) return false;
  return !fs::is_directory(folder) || !run::holds_nothing(folder, kLogsName);
}

Sweep new_sweep(const SweepRequest& request) {
  if (holds_other_files(request.folder)) {
    throw Error(ErrorKind::kOutput,
                request.folder.string() +
                    ": expected a new folder or that of a sweep, found other "
                    "files",
                "choose another --out");
  }
  Sweep sweep;
  sweep.folder = fs::absolute(request.folder).lexically_normal();
  if (!sweep.folder.has_filename()) sweep.folder = sweep.folder.parent_path();
  sweep.directory = fs::current_path();
  return sweep;
}

void expect_same_fixed(const Sweep& sweep, const Settings& fixed) {
  if (fixed.empty() || settings_text(fixed) == settings_text(sweep.fixed)) return;
  throw Error(ErrorKind::kUsage,
              sweep.folder.string() + ": expected the sweep's own options for all trials (" +
                  (sweep.fixed.empty() ? "none" : settings_text(sweep.fixed)) + "), found " +
                  settings_text(fixed),
              "leave them out, or choose another --out");
}

/// Refuses a number of threads that is left to each run.
void check_threads(const config::Config& config) {
  if (config.train.threads) return;
  throw UsageErrors({"--threads: expected a number, found auto"});
}

/// The settings that the sweep chooses for a new trial, but for the device.
Settings implied_settings(const Sweep& sweep, const PlannedTrial& planned) {
  const Settings all = sweep.settings_of(planned);
  const config::Config config = session::resolve_settings({}, all).config;
  Settings implied;
  if (!config::is_typed(all, "threads")) implied.push_back({"threads", "1"});
  const bool names_rows =
      config.data.valid || config.data.valid_data || config::is_typed(all, "valid");
  if (!names_rows) implied.push_back({"valid", "0.1"});
  return implied;
}

/// Chooses the device of the new trials by the first of them, which also shows whether its data can
/// be read.
void choose_device(Sweep& sweep, std::size_t first_new) {
  const session::Session session(config_of(sweep, sweep.trials[first_new]), {});
  const std::string device = session.machine().device == "cpu" ? "cpu" : "cuda";
  for (std::size_t i = first_new; i < sweep.trials.size(); ++i) {
    PlannedTrial& planned = sweep.trials[i];
    if (!config::is_typed(sweep.settings_of(planned), "device")) {
      planned.implied.push_back({"device", device});
    }
  }
}

/// What the time of a run depends on: its configuration without what only changes numbers.
std::string kind_of(const config::Config& config) {
  format::Json json = config::config_json(config, config::Scope::kRun);
  for (const char* name : {"seed", "split_seed", "beta", "rho", "lambda", "lr", "lr_schedule",
                           "lr_step_epochs", "lr_step_factor", "warmup_epochs", "schedule_epochs",
                           "momentum", "epochs", "patience", "min_improvement", "preset"}) {
    json.erase(name);
  }
  json["sparse"] = config.loss.sparse();
  return json.dump();
}

/// Of a run of one epoch, and of the time before it.
struct Measured {
  session::Estimate estimate;
  double start_seconds = 0;
};

Measured measure(const config::Config& config) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  const session::Session session(config, {});
  const std::chrono::duration<double> start = Clock::now() - begin;
  return {session.estimate(), start.count()};
}

}  // namespace

config::Config config_of(const Sweep& sweep, const PlannedTrial& planned) {
  return session::resolve_settings({}, sweep.settings_of(planned)).config;
}

Sweep plan_sweep(const SweepRequest& request) {
  std::vector<Settings> rows;
  if (request.trials) rows = read_trial_settings(*request.trials);
  std::optional<Sweep> found = read_sweep(request.folder);
  const bool asks_for_trials = !request.varied.empty() || !rows.empty();
  if (!found && !asks_for_trials) {
    throw Error(ErrorKind::kUsage,
                "expected options with several values, or --trials FILE, found neither",
                "for example: sae sweep --rho 0.01,0.05 --seed 1,2,3 --out sweeps/rho");
  }
  Sweep sweep = found ? *std::move(found) : new_sweep(request);
  Settings fixed;
  for (const config::Setting& setting : request.fixed) fixed.push_back(usual_setting(setting));
  if (sweep.trials.empty()) {
    sweep.fixed = fixed;
  } else {
    expect_same_fixed(sweep, fixed);
  }
  const std::size_t known = sweep.trials.size();
  if (asks_for_trials) add_trials(sweep, make_trials(request.varied, rows));
  if (sweep.trials.size() == known) return sweep;
  for_each_trial(sweep, [&](PlannedTrial& planned) {
    if (static_cast<std::size_t>(&planned - sweep.trials.data()) < known) return;
    planned.implied = implied_settings(sweep, planned);
    check_threads(config_of(sweep, planned));
  });
  choose_device(sweep, known);
  return sweep;
}

int choose_jobs(const Sweep& sweep, std::optional<std::int64_t> jobs, int cores) {
  std::int64_t threads = 1;
  for (const PlannedTrial& planned : sweep.trials) {
    threads = std::max(threads, config_of(sweep, planned).train.threads.value_or(1));
  }
  const std::int64_t most = std::max<std::int64_t>(cores / threads, 1);
  if (!jobs) return static_cast<int>(most);
  if (*jobs <= most) return static_cast<int>(*jobs);
  throw Error(ErrorKind::kUsage,
              "--jobs: expected at most " + std::to_string(most) + ", as the machine has " +
                  std::to_string(cores) + (cores == 1 ? " core" : " cores") +
                  " and a trial runs on " + std::to_string(threads) +
                  (threads == 1 ? " thread" : " threads") + ", found " + std::to_string(*jobs));
}

std::vector<TrialEstimate> estimate_trials(const Sweep& sweep) {
  std::map<std::string, config::Config> kinds;
  std::vector<std::pair<std::string, config::Config>> trials;
  for (const PlannedTrial& planned : sweep.trials) {
    const config::Config config = config_of(sweep, planned);
    trials.emplace_back(kind_of(config), config);
    kinds.emplace(trials.back());
  }
  std::map<std::string, Measured> measured;
  base::ProgressBar bar({"measure", static_cast<std::int64_t>(kinds.size())});
  for (const auto& [kind, config] : kinds) {
    measured.emplace(kind, measure(config));
    bar.add(1);
  }
  std::vector<TrialEstimate> estimates;
  for (const auto& [kind, config] : trials) {
    const Measured& found = measured.at(kind);
    estimates.push_back({config.train.epochs, found.estimate.parameters,
                         found.start_seconds + found.estimate.run_seconds(config.train.epochs),
                         found.estimate.disk_bytes});
  }
  return estimates;
}

}  // namespace sae::batch
