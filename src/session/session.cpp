// SPDX-License-Identifier: MIT
// The steps of a training run.
#include "session/session.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread_team.h"
#include "loss/reconstruction.h"
#include "machine/threads.h"
#include "model/autoencoder.h"
#include "model/initial_model.h"
#include "picture/pictures.h"
#include "report/report.h"
#include "run/event_log.h"
#include "run/file_names.h"
#include "run/metrics_file.h"
#include "run/model_file.h"
#include "run/recorder.h"
#include "run/refusal_guard.h"
#include "run/stack.h"
#include "session/run_info.h"

namespace sae::session {
namespace {

using format::Json;

/// Weights, gradients and Adam's two moments of this many parameters take 16 GB in float32.
constexpr std::int64_t kMostParameters = 1'000'000'000;

/// Rows of silence after which a unit is dead, if none are typed and an epoch has more.
constexpr std::int64_t kMostSilent = 10'000'000;

/// Width of the window around a jumprelu unit's threshold, as a share of model::typical_norm.
constexpr double kWindow = 0.07;

void check_size(std::int64_t parameters) {
  if (parameters <= kMostParameters) return;
  throw Error(ErrorKind::kUsage, "--layers: expected at most " +
                                     base::format_count(kMostParameters) + " parameters, found " +
                                     base::format_count(parameters));
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

/// Trains. If the run's files can no longer be written, the error's hint says how to resume.
train::Outcome fit(train::Trainer& trainer, const run::RunFolder& folder,
                   const std::function<int()>& pending_signal) {
  try {
    return trainer.fit(pending_signal);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kOutput || !folder.has(run::kCheckpointName)) throw;
    throw Error(ErrorKind::kOutput, error.what(),
                "the last checkpoint is valid; when files can be written again, " +
                    run::resume_command(folder.path()) + " resumes from it");
  }
}

}  // namespace

Session::Session(const config::Config& config, const std::vector<std::string>& command_line)
    : config_(config),
      split_(run::load_split(config.data, model::scalar_type(config.model.dtype))),
      targets_(prepare_targets(config_, split_)),
      noise_(data::make_noise(config_, split_.train.shape)) {
  const std::int64_t parameters = model::count_parameters(config_.model, split_.train.width());
  check_size(parameters);
  settle_loss();
  choose_machine(parameters);
  make_model();
  if (config_.train.time) set_epochs();
  identity_ = run::identity_of(config_, split_, machine_);
  provenance_ = provenance(split_, command_line);
}

Session::~Session() = default;

/// Chooses threads and device. Stores in the configuration what a resumed run must use again to get
/// the same bytes.
void Session::choose_machine(std::int64_t parameters) {
  machine_.threads = machine::choose_threads(
      config_.train, parameters, config_.step_rows(split_.train.rows()), base::available_cores());
  config_.train.threads = machine_.threads;
  machine::prepare_threads(machine_.threads);
  device_ = machine::choose_device(config_, [&](at::Device device) {
    return machine::measure_step(config_, split_.train, noise_, device, machine_.threads);
  });
  machine_.device = device_.device.str();
  if (device_.measured || device_.leaves_gpu) {
    base::log_info("device  " + machine_.device + ": " + device_.reason);
  }
  if (!device_.measured) return;
  config_.train.device =
      device_.device.is_cuda() ? config::DeviceChoice::kCuda : config::DeviceChoice::kCpu;
}

/// Sets what the loss takes from the training rows.
void Session::settle_loss() {
  config::LossConfig& loss = config_.loss;
  const at::Tensor& rows = split_.train.features;
  if (loss.auxk > 0 || config::is_share_of_variance(loss.penalty)) {
    const loss::ErrorSums mean{train::variation(rows), 0, static_cast<double>(rows.size(0)),
                               static_cast<double>(rows.size(1))};
    loss.mean_loss = loss::reconstruction_loss(loss.loss, mean);
  }
  settle_classes(config_, split_.train);
  if (loss.auxk > 0 && !loss.dead_after) loss.dead_after = std::min(rows.size(0), kMostSilent);
  if (config_.model.code_activation == config::Activation::kJumprelu) {
    loss.window = kWindow * model::typical_norm(rows);
  }
}

void Session::make_model() {
  model_ = model::initial_model(config_, split_.train.features);
  if (config_.train.init_from && !config_.output.resume) {
    run::load_weights(*model_, *config_.train.init_from);
  }
  model_->to(device_.device);
  engine_ = machine::choose_engine(*model_, config_, machine_.threads);
  machine_.engine = engine_.name;
}

void Session::set_epochs() {
  const double seconds = config_.train.time->seconds;
  const Estimate found = estimate();
  // Reading the data and measuring took part of the time.
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
  const double left = seconds - passed.count();
  config_.train.epochs = epochs_within(found, left);
  if (config_.scheduled()) config_.optim.schedule_epochs = config_.train.epochs;
  base::log_info("time    " + base::format_duration(seconds) + ": " +
                 base::format_count(config_.train.epochs) + " epochs of about " +
                 base::format_duration(found.epoch_seconds()) + ", then " +
                 base::format_duration(found.closing_seconds) + " for the last pictures" +
                 (config_.output.report ? " and the report" : ""));
  if (found.run_seconds(1) > left) {
    base::log_warning("--time " + base::format_duration(seconds) +
                      ": one epoch and the end of the run take longer, about " +
                      base::format_duration(passed.count() + found.run_seconds(1)));
  }
}

Estimate Session::estimate() const {
  return estimate_run(config_, split_, noise_, *model_, machine_);
}

std::string Session::estimate_text() const {
  return session::estimate_text(estimate(), config_, split_);
}

/// Rows on the device. Validation always uses the same noise.
train::TrainingData Session::training_data() const {
  train::TrainingData data;
  data.train = split_.train.features.to(device_.device);
  data.valid = split_.valid.features.to(device_.device);
  if (config_.loss.classes > 0) data.labels = split_.train.labels.to(device_.device);
  data.noise = noise_;
  data.valid_is_test = split_.valid_is_test;
  if (split_.test) {
    data.test = split_.test->features.to(device_.device);
    data.test_input = data::validation_input(config_, split_.test->shape, data.test);
  }
  if (!config_.data.corrupt) return data;
  const at::Tensor noisy = data::corrupt_validation(config_, split_.valid.shape, data.valid);
  data.noisy = train::NoisyRows{noisy, split_.transform};
  if (config_.data.corrupt_eval) data.valid_input = noisy;
  return data;
}

train::Observers Session::make_observers(const run::RunFolder& folder, const Json& facts,
                                         const MakeObserver& make_observer) const {
  train::Observers observers;
  observers.push_back(run::make_recorder(config_, folder, identity_, facts, split_.transform));
  if (config_.output.tensorboard) observers.push_back(run::make_event_log(folder));
  observers.push_back(picture::make_pictures(config_, folder, split_));
  if (config_.output.report) {
    observers.push_back(report::make_reporter(config_, folder, split_));
  }
  observers.push_back(make_observer(config_, folder.path()));
  return observers;
}

/// Restores the run's last checkpoint, if there is one, and records the resume in its folder.
void Session::resume(const run::RunFolder& folder, train::Trainer& trainer) const {
  auto saved = run::read_saved_run(folder);
  if (saved) {
    run::check_same_reading(*saved, split_, folder.path());
    run::check_same_run(*saved, config_, identity_);
    for (const std::string& change : run::find_machine_changes(saved->identity, identity_)) {
      base::log_warning(change);
    }
    train::Checkpoint& checkpoint = saved->checkpoint;
    checkpoint.history =
        run::with_times(std::move(checkpoint.history), folder.path() / run::kMetricsName);
    trainer.resume(checkpoint, (folder.path() / run::kCheckpointName).string());
    base::log_info("resume  after " + train::describe(checkpoint.next) +
                   say_what_is_left(config_, checkpoint));
  } else {
    base::log_info("resume  no checkpoint was written yet: training starts from the beginning");
  }
  folder.record_resume(config_, provenance_);
}

void Session::log_start(const Json& facts) const {
  announce(config_, split_, facts);
  announce_targets(config_, split_, targets_);
  warn_of_schedule(config_);
  warn_of_choice(config_, split_);
}

EndedRun Session::train(const MakeObserver& make_observer,
                        const std::function<int()>& pending_signal) {
  const run::RunFolder folder = config_.output.resume
                                    ? run::RunFolder::reopen(*config_.output.resume)
                                    : run::RunFolder::create(config_, provenance_);
  const run::RefusalGuard nothing_left(folder);
  Json facts = run_facts(config_, {engine_.reason, device_.reason}, split_, machine_);
  if (targets_.clipped) facts["clipped_values"] = *targets_.clipped;
  const train::Observers observers = make_observers(folder, facts, make_observer);
  const train::TrainingData data = training_data();
  train::Trainer trainer(config_, *model_, *engine_.engine, data, observers);
  if (config_.output.resume) resume(folder, trainer);
  log_start(facts);
  return {folder.path(), fit(trainer, folder, pending_signal)};
}

void throw_if_diverged(const EndedRun& run) {
  const train::Outcome& outcome = run.outcome;
  if (outcome.state != train::EndState::kDiverged) return;
  const std::string last_good = outcome.saved
                                    ? "; the last good checkpoint was saved after " +
                                          train::describe(*outcome.saved) + ": use --init_from " +
                                          (run.folder / run::kCheckpointName).string() +
                                          " to start a new run from it"
                                    : "; no checkpoint was written yet";
  throw Error(ErrorKind::kDivergence, outcome.message, outcome.advice + last_good);
}

}  // namespace sae::session
