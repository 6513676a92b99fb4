// SPDX-License-Identifier: MIT
// The command `sae train`: the steps of a run.
#include "cli/cmd_train.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/seed.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "cli/console.h"
#include "cli/output.h"
#include "cli/run_info.h"
#include "cli/targets.h"
#include "config/config_json.h"
#include "config/resolve.h"
#include "config/validate.h"
#include "data/split.h"
#include "format/json.h"
#include "machine/choose_engine.h"
#include "machine/device.h"
#include "machine/threads.h"
#include "model/autoencoder.h"
#include "picture/pictures.h"
#include "run/config_file.h"
#include "run/file_names.h"
#include "run/metrics_file.h"
#include "run/model_file.h"
#include "run/recorder.h"
#include "run/refusal_guard.h"
#include "run/resume.h"
#include "run/run_folder.h"
#include "run/stack.h"
#include "train/engine.h"
#include "train/trainer.h"

namespace sae::cli {
namespace {

using format::Json;

/// Weights, gradients and Adam's two moments of this many parameters take 16 GB in float32.
constexpr std::int64_t kMostParameters = 1'000'000'000;
constexpr int kSignalBase = 128;

std::uint64_t seed_of(const config::Config& config) {
  return static_cast<std::uint64_t>(config.train.seed);
}

void check_size(const config::Config& config, std::int64_t width) {
  const std::int64_t parameters = model::count_parameters(config.model, width);
  if (parameters <= kMostParameters) return;
  throw Error(ErrorKind::kUsage, "--layers: expected at most " +
                                     base::format_count(kMostParameters) + " parameters, found " +
                                     base::format_count(parameters));
}

/// Chooses threads and device. Stores in the configuration what a resumed run must use again to get
/// the same bytes.
machine::ChosenDevice take_machine(config::Config& config, const data::Split& split,
                                   const data::Noise& noise) {
  const int threads = machine::choose_threads(
      config.train, model::count_parameters(config.model, split.train.width()),
      config.step_rows(split.train.rows()), base::available_cores());
  config.train.threads = threads;
  machine::prepare_threads(threads);
  const machine::ChosenDevice chosen = machine::choose_device(config, [&](at::Device device) {
    return machine::measure_step(config, split.train.features, noise, device, threads);
  });
  if (chosen.measured || chosen.leaves_gpu) {
    base::log_info("device  " + chosen.device.str() + ": " + chosen.reason);
  }
  if (!chosen.measured) return chosen;
  config.train.device =
      chosen.device.is_cuda() ? config::DeviceChoice::kCuda : config::DeviceChoice::kCpu;
  return chosen;
}

model::Autoencoder make_model(const config::Config& config, std::int64_t width,
                              const at::Device& device) {
  model::Autoencoder model(config.model, width, base::derive(seed_of(config), "init"));
  if (config.train.init_from && !config.output.resume) {
    run::load_weights(*model, *config.train.init_from);
  }
  model->to(device);
  return model;
}

/// Training and validation data. Validation always uses the same noise.
train::TrainingData training_data(const config::Config& config, const data::Split& split,
                                  const data::Noise& noise, const at::Device& device) {
  train::TrainingData data;
  data.train = split.train.features.to(device);
  data.valid = split.valid.features.to(device);
  data.noise = noise;
  if (!config.data.corrupt) return data;
  const at::Tensor noisy = data::corrupt(*config.data.corrupt, split.valid.shape, data.valid,
                                         base::derive(seed_of(config), "corrupt_valid"));
  data.noisy = train::NoisyRows{noisy, split.transform};
  if (config.data.corrupt_eval) data.valid_input = noisy;
  return data;
}

train::Observers make_observers(const config::Config& config, const run::RunFolder& folder,
                                const data::Split& split, const run::Identity& identity,
                                const Json& facts) {
  train::Observers observers;
  observers.push_back(run::make_recorder(config, folder, identity, facts, split.transform));
  observers.push_back(picture::make_pictures(config, folder, split));
  observers.push_back(make_console(config, folder.path()));
  return observers;
}

/// Settings from a config file, or from the run to resume.
config::ConfigFile file_settings(const Arguments& arguments) {
  const auto resumed = std::ranges::find(arguments.typed, "resume", &config::Setting::name);
  const std::string run =
      resumed == arguments.typed.end() ? "" : resumed->text.value_or(std::string());
  // An empty --resume is refused later, together with other invalid values.
  if (run.empty()) {
    if (!arguments.config_file) return {};
    const std::string& name = *arguments.config_file;
    return config::read_config_file(format::read_json(name, ErrorKind::kUsage), name,
                                    ErrorKind::kUsage);
  }
  if (arguments.config_file) {
    throw Error(ErrorKind::kUsage,
                "--config cannot be combined with --resume, which uses the run's own settings");
  }
  return run::read_config_file(run).settings;
}

/// Why a resumed run has nothing left to train, and which options change that; otherwise empty.
std::string say_what_is_left(const config::Config& config, const train::Checkpoint& checkpoint) {
  if (checkpoint.next.epoch > config.train.epochs) {
    return ": nothing left to train; continue with a larger --epochs";
  }
  if (checkpoint.next.batch > 0) return "";
  const auto stopped = train::find_early_stop(config.train, checkpoint.history);
  if (!stopped) return "";
  return ": nothing left to train, stopped by --patience " + std::to_string(stopped->patience) +
         "; continue with a larger --patience or --patience off";
}

/// Restores the run's last checkpoint, if there is one, and records the resume in its folder.
void resume(const config::Config& config, const run::RunFolder& folder, const data::Split& split,
            const run::Identity& identity, const Json& provenance, train::Trainer& trainer) {
  auto saved = run::read_saved_run(folder);
  if (saved) {
    run::check_same_reading(*saved, split, folder.path());
    run::check_same_run(*saved, config, identity);
    for (const std::string& change : run::find_machine_changes(saved->identity, identity)) {
      base::log_warning(change);
    }
    train::Checkpoint& checkpoint = saved->checkpoint;
    checkpoint.history =
        run::with_times(std::move(checkpoint.history), folder.path() / run::kMetricsName);
    trainer.resume(checkpoint, (folder.path() / run::kCheckpointName).string());
    base::log_info("resume  after " + train::describe(checkpoint.next) +
                   say_what_is_left(config, checkpoint));
  } else {
    base::log_info("resume  no checkpoint was written yet: training starts from the beginning");
  }
  folder.record_resume(config, provenance);
}

/// Trains. If the run's files can no longer be written, the error's hint says how to resume.
train::Outcome fit(train::Trainer& trainer, const run::RunFolder& folder) {
  try {
    return trainer.fit(base::pending_signal);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kOutput || !folder.has(run::kCheckpointName)) throw;
    throw Error(ErrorKind::kOutput, error.what(),
                "the last checkpoint is valid; when files can be written again, " +
                    run::resume_command(folder.path()) + " resumes from it");
  }
}

/// Advice on how to continue from the last checkpoint of a diverged run.
std::string describe_last_good(const train::Outcome& outcome, const run::RunFolder& folder) {
  if (!outcome.saved) return "; no checkpoint was written yet";
  return "; the last good checkpoint was saved after " + train::describe(*outcome.saved) +
         ": use --init_from " + (folder.path() / run::kCheckpointName).string() +
         " to start a new run from it";
}

int exit_code(const train::Outcome& outcome, const run::RunFolder& folder) {
  switch (outcome.state) {
    case train::EndState::kFinished:
      return 0;
    case train::EndState::kInterrupted:
      return kSignalBase + outcome.signal;
    case train::EndState::kDiverged:
      throw Error(ErrorKind::kDivergence, outcome.message,
                  outcome.advice + describe_last_good(outcome, folder));
  }
  return 1;
}

/// A path that does not depend on the current folder or on links such as runs/latest.
std::string lasting_path(const std::string& path) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path)).string();
}

void fix_paths(std::optional<std::vector<std::string>>& runs) {
  if (!runs) return;
  for (std::string& run : *runs) run = lasting_path(run);
}

/// --force would remove the runs that the codes come from.
void refuse_own_codes(const config::Config& config) {
  if (!config.data.encode_with || !config.output.out) return;
  const std::string out = lasting_path(*config.output.out);
  if (std::ranges::find(*config.data.encode_with, out) == config.data.encode_with->end()) return;
  throw Error(ErrorKind::kUsage,
              "--encode_with: expected a run other than the folder of --out, found " + out);
}

}  // namespace

config::Config effective_config(const Arguments& arguments) {
  config::Resolved resolved = config::resolve(file_settings(arguments), arguments.typed);
  std::vector<std::string> problems = resolved.problems;
  for (std::string& problem : config::validate(resolved.config, resolved.sources)) {
    problems.push_back(std::move(problem));
  }
  if (!problems.empty()) throw UsageErrors(problems);
  base::set_up_log(resolved.config.output.log_level);
  for (const std::string& note : resolved.notes) base::log_info(note);
  for (const std::string& idle : config::find_idle_options(resolved.config, resolved.sources)) {
    base::log_warning(idle);
  }
  fix_paths(resolved.config.data.encode_with);
  refuse_own_codes(resolved.config);
  return resolved.config;
}

int train(const config::Config& asked, const std::vector<std::string>& command_line) {
  config::Config config = asked;
  data::Split split =
      run::load_split(config.data, seed_of(config), model::scalar_type(config.model.dtype));
  const Targets targets = prepare_targets(config, split);
  const data::Noise noise = data::make_noise(config, split.train.shape);
  check_size(config, split.train.width());
  const machine::ChosenDevice chosen = take_machine(config, split, noise);
  const at::Device& device = chosen.device;
  const auto threads = static_cast<int>(*config.train.threads);
  model::Autoencoder model = make_model(config, split.train.width(), device);
  const machine::ChosenEngine engine = machine::choose_engine(*model, config, threads);
  const run::Machine machine{engine.name, device.str(), threads};
  const run::Identity identity = run::identity_of(config, split, machine);
  const Json story = provenance(split, command_line);
  // From here on a signal ends the run in order: every folder gets a summary.
  const base::InterruptGuard guard;
  const run::RunFolder folder = config.output.resume ? run::RunFolder::reopen(*config.output.resume)
                                                     : run::RunFolder::create(config, story);
  const train::Outcome outcome = [&] {
    const run::RefusalGuard nothing_left(folder);
    Json facts = run_facts(config, {engine.reason, chosen.reason}, split, machine);
    if (targets.clipped) facts["clipped_values"] = *targets.clipped;
    const train::Observers observers = make_observers(config, folder, split, identity, facts);
    const train::TrainingData data = training_data(config, split, noise, device);
    train::Trainer trainer(config, *model, *engine.engine, data, observers);
    if (config.output.resume) resume(config, folder, split, identity, story, trainer);
    announce(config, split, facts);
    announce_targets(config, split, targets);
    warn_of_schedule(config);
    warn_of_choice(config, split);
    return fit(trainer, folder);
  }();
  print(folder.path().string() + "\n");
  return exit_code(outcome, folder);
}

}  // namespace sae::cli
