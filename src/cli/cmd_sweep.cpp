// SPDX-License-Identifier: MIT
// The command `sae sweep`.
#include "cli/cmd_sweep.h"

#include <algorithm>
#include <concepts>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/thread_team.h"
#include "batch/plan_sweep.h"
#include "batch/run_sweep.h"
#include "cli/output.h"
#include "cli/run_command.h"
#include "cli/sweep_views.h"
#include "config/problems.h"

namespace sae::cli {
namespace {

using Settings = std::vector<config::Setting>;
using Words = std::vector<std::string>;

struct SweepOptions {
  std::optional<std::string> out;
  std::optional<std::int64_t> jobs;
  std::optional<std::string> trials;
  bool dry_run = false;
  bool retry_failed = false;
};

template <class AnyOptions, class Visitor>
requires std::same_as<std::remove_const_t<AnyOptions>, SweepOptions>
void visit_options(AnyOptions& options, Visitor&& visit) {
  // clang-format off
  visit(config::Field{"Sweep", "--out", "DIR", "folder of the sweep; without other options, goes on with the sweep in it", "none"}.in_short_help(), options.out);
  visit(config::Field{"Sweep", "--jobs", "N|auto", "trials at a time; auto: as many as there are cores, divided by the threads of a trial (--threads, default 1)", "auto"}.range(1, config::fields::kMostThreads).in_short_help(), options.jobs);
  visit(config::Field{"Sweep", "--trials", "FILE", "read trials from a CSV file with a column per option, or from a JSON list of objects; options with values multiply them", "none"}.in_short_help(), options.trials);
  visit(config::Field{"Sweep", "--dry_run", "yes|no", "only print the trials with their measured time and disk; write nothing (plain --dry_run means yes)", ""}.in_short_help(), options.dry_run);
  visit(config::Field{"Sweep", "--retry_failed", "yes|no", "also run trials again that failed or diverged in an earlier call (plain --retry_failed means yes)", ""}.in_short_help(), options.retry_failed);
  // clang-format on
}

/// Options of sae_train that a trial can have: not those of a single call, nor of its console.
std::vector<config::FieldText> trial_options() {
  std::vector<config::FieldText> options = train_line().options;
  std::erase_if(options, [](const config::FieldText& option) {
    const std::string name = option.field.name();
    return option.field.scope == config::Scope::kCall || name == "progress" || name == "log_level";
  });
  return options;
}

/// The part after "--": options of all trials, which are not in their names.
CommandLine fixed_line() {
  CommandLine line = sweep_line();
  line.options = trial_options();
  line.repeats = false;
  return line;
}

/// The words, in two parts.
struct SweepWords {
  Words varied;
  Words fixed;
};

SweepWords split_words(const Words& words) {
  const auto dashes = std::ranges::find(words, "--");
  return {{words.begin(), dashes},
          dashes == words.end() ? Words() : Words(dashes + 1, words.end())};
}

/// Moves the settings of this command out of `typed`.
SweepOptions take_own_options(Settings& typed) {
  const std::vector<config::FieldText> fields = config::describe(SweepOptions());
  const auto own =
      std::stable_partition(typed.begin(), typed.end(), [&](const config::Setting& setting) {
        return std::ranges::none_of(fields, [&](const config::FieldText& option) {
          return option.field.name() == setting.name;
        });
      });
  const Settings settings(own, typed.end());
  typed.erase(own, typed.end());
  const SweepOptions options = config::with_settings(SweepOptions(), settings);
  config::Problems problems;
  for (auto setting = settings.begin(); setting != settings.end(); ++setting) {
    if (std::find_if(settings.begin(), setting, [&](const config::Setting& earlier) {
          return earlier.name == setting->name;
        }) == setting) {
      continue;
    }
    problems.add("--" + setting->name + ": expected once, found several times");
  }
  problems.check_limits([&](const auto& check) { visit_options(options, check); });
  if (!options.out) problems.add("--out: expected the folder of the sweep, found none");
  problems.throw_if_any();
  return options;
}

/// The same program trains, from whatever folder. called: its name or path as typed.
Words training_program(const std::string& called) {
  const bool is_path = called.find('/') != std::string::npos;
  return {is_path ? std::filesystem::absolute(called).lexically_normal().string() : called,
          "train"};
}

/// The exit code of the first trial that did not finish.
int exit_code_of(const batch::Sweep& sweep, const batch::SweepEnd& end) {
  if (end.signal != 0) return base::kSignalExit + end.signal;
  for (std::size_t i = 0; i < end.statuses.size(); ++i) {
    if (end.statuses[i].state == batch::TrialState::kFinished) continue;
    const int code = sweep.trials[i].end.value_or(batch::CommandEnd()).exit_code;
    if (code != 0) return code;
    throw Error(ErrorKind::kInternal,
                "trial " + sweep.trials[i].trial.name + ": expected it to run, found it " +
                    batch::state_name(end.statuses[i].state),
                "GNU parallel was ended; the same command goes on");
  }
  return 0;
}

int run(const SweepOptions& options, batch::Sweep sweep, int jobs, const std::string& called) {
  const base::InterruptGuard guard;
  SweepLog log(sweep, jobs);
  const batch::SweepEnd end = batch::run_sweep(
      sweep, {jobs, options.retry_failed, training_program(called)}, log, base::pending_signal);
  log_sweep_end(sweep, end);
  print(sweep.folder.string() + "\n");
  return exit_code_of(sweep, end);
}

}  // namespace

CommandLine sweep_line() {
  CommandLine line{
      "sae sweep",
      "Trains a run for each combination of option values: several of one option are separated by "
      "commas, or a range\nlin:A:B:N or log:A:B:N; an option that takes a list or a path is "
      "repeated. "
      "Options after -- are those of all trials\nand not part of their names. A second call goes "
      "on "
      "with what is left. Takes all options of sae_train for a run.",
      "Example: sae sweep --rho .01,.05 --beta log:1e-4:1e-2:5 --seed 1,2,3 --out sweeps/rho -- "
      "--epochs 10\nExit codes: 0 all trials finished; else that of the first trial that did not, "
      "or "
      "130/143 interrupted.",
      config::describe(SweepOptions())};
  std::ranges::move(trial_options(), std::back_inserter(line.options));
  line.has_short_help = true;
  line.repeats = true;
  return line;
}

int sweep(const Words& words, const Words& command_line) {
  const auto [varied_words, fixed_words] = split_words(words);
  Arguments varied = parse_training(varied_words, sweep_line());
  if (const auto text = help_or_version(sweep_line(), varied.action)) {
    print(*text);
    return 0;
  }
  const Arguments fixed = parse_training(fixed_words, fixed_line());
  const SweepOptions options = take_own_options(varied.typed);
  base::set_up_log(base::LogLevel::kInfo);
  const batch::Sweep planned =
      batch::plan_sweep({*options.out, varied.typed, fixed.typed, options.trials});
  const int jobs = batch::choose_jobs(planned, options.jobs, base::available_cores());
  if (!options.dry_run) return run(options, planned, jobs, command_line.front());
  print(plan_text(planned, batch::estimate_trials(planned), jobs));
  return 0;
}

}  // namespace sae::cli
