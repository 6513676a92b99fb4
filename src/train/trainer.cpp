// SPDX-License-Identifier: MIT
// The training loop.
#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "model/autoencoder.h"
#include "train/schedule.h"

namespace sae::train {
namespace {

/// Minimum time between reads of the running loss, which synchronise with the device.
constexpr double kSecondsBetweenReads = 0.5;
/// Minimum time between saves at epoch ends, so that short epochs are not saved one by one.
constexpr double kSecondsBetweenEpochSaves = 5;

double now() {
  using Seconds = std::chrono::duration<double>;
  return Seconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Advice when a loss term is not finite.
std::string advise(const std::string& term) {
  if (term == "penalty") return "lower --beta or --lr";
  if (term == "auxk") return "lower --auxk or --lr";
  if (term == "decay") return "lower --lambda or --lr";
  if (term == "loss") return "lower --beta or --lambda";
  return "lower --lr";
}

}  // namespace

Trainer::Trainer(const config::Config& config, model::AutoencoderImpl& model, train::Engine& engine,
                 const TrainingData& data, const Observers& observers)
    : config_(config),
      model_(model),
      engine_(engine),
      data_(data),
      observers_(observers),
      batcher_(data.train, config.step_rows(data.train.size(0)),
               static_cast<std::uint64_t>(config.train.seed), data.noise),
      evaluator_(data.valid, data.valid_input) {}

void Trainer::resume(const Checkpoint& checkpoint, const std::string& file) {
  if (checkpoint.next.batch > batcher_.batches()) {
    throw Error(ErrorKind::kCheckpoint, file + ": position: expected at most batch " +
                                            std::to_string(batcher_.batches()) + ", found " +
                                            std::to_string(checkpoint.next.batch));
  }
  if (!checkpoint.history.empty()) {
    last_ = model::clone(model::weights_of(model_));
    best_ = model::clone(last_);
    model::restore(checkpoint.last, last_, file);
    model::restore(checkpoint.best, best_, file);
  }
  model::restore(checkpoint.optimizer, engine_.state(), file);
  model::restore(checkpoint.weights, model::weights_of(model_), file);
  next_ = checkpoint.next;
  engine_.meter().restore(checkpoint.loss_sums, rows_done(), next_.batch);
  outcome_.history = checkpoint.history;
  outcome_.unit_rates = checkpoint.unit_rates;
  outcome_.resumed = next_;
}

Outcome Trainer::fit(const std::function<int()>& pending_signal) {
  pending_signal_ = pending_signal;
  start_ = last_saved_ = now();
  if (outcome_.resumed) save();
  while (wants_epoch()) run_epoch();
  measure_noise();
  measure_budget();
  measure_test();
  if (outcome_.state != EndState::kDiverged && outcome_.saved != next_) save();
  outcome_.timing.wall = now() - start_;
  outcome_.sparse_share = engine_.sparse_share();
  for (const auto& observer : observers_) observer->on_end(outcome_, model_);
  return outcome_;
}

/// Patience is checked only between epochs, so an epoch already begun is finished first.
bool Trainer::wants_epoch() {
  if (!running() || next_.epoch > config_.train.epochs) return false;
  if (next_.batch == 0) outcome_.stopped = find_early_stop(config_.train, outcome_.history);
  return !outcome_.stopped;
}

void Trainer::measure_noise() {
  if (!running() || !data_.noisy) return;
  const double begin = now();
  const model::Network network = model_.network(outcome_.history.back().kept);
  outcome_.restoration = measure_restoration(network, data_.valid, *data_.noisy);
  outcome_.timing.evaluation += now() - begin;
}

/// Noisy validation rows are compared with the mean code of noisy training rows.
void Trainer::measure_budget() {
  if (!running()) return;
  const double begin = now();
  const model::Network network = model_.network(outcome_.history.back().kept);
  const bool noisy = config_.data.corrupt && data_.valid_input.defined();
  const at::Tensor training =
      noisy ? data::corrupt_validation(config_, data_.noise.shape, data_.train) : data_.train;
  outcome_.budget = budget_curve(network, noisy ? data_.valid_input : data_.valid, data_.valid,
                                 mean_code(network, training));
  outcome_.timing.evaluation += now() - begin;
}

void Trainer::measure_test() {
  if (!running()) return;
  const EpochRecord& last = outcome_.history.back();
  if (data_.valid_is_test) outcome_.test = TestMeasures{last.valid, true};
  if (!data_.test.defined()) return;
  const double begin = now();
  const auto never = [] { return false; };
  outcome_.test = TestMeasures{
      *Evaluator(data_.test, data_.test_input).evaluate(model_, config_.loss, never, last.kept),
      false};
  outcome_.timing.evaluation += now() - begin;
}

std::int64_t Trainer::rows_done() const {
  return std::min(next_.batch * batcher_.batch_size(), batcher_.rows());
}

void Trainer::run_epoch() {
  const std::int64_t kept = kept_units(config_, next_.epoch);
  batcher_.start_epoch(next_.epoch);
  if (next_.batch == 0) {
    engine_.meter().reset();
    engine_.start_epoch();
  }
  epoch_start_ = last_read_ = now();
  rows_at_start_ = rows_done();
  saving_at_start_ = outcome_.timing.saving;
  while (running() && next_.batch < batcher_.batches()) step(kept);
  check_finite();
  EpochRecord record;
  record.epoch = next_.epoch;
  record.kept = kept;
  record.train = engine_.meter().means();
  record.firing = engine_.firing().value_or(FiringCounts());
  record.seconds = epoch_seconds();
  record.images_per_second = images_per_second(record.seconds);
  outcome_.timing.training += record.seconds;
  if (running()) finish_epoch(record);
}

double Trainer::epoch_seconds() const {
  return now() - epoch_start_ - (outcome_.timing.saving - saving_at_start_);
}

double Trainer::images_per_second(double seconds) const {
  return static_cast<double>(rows_done() - rows_at_start_) / seconds;
}

void Trainer::step(std::int64_t active_k) {
  const std::int64_t epochs = config_.optim.schedule_epochs.value_or(config_.train.epochs);
  const std::int64_t batches = batcher_.batches();
  const StepCount count{(next_.epoch - 1) * batches + next_.batch, batches, epochs};
  engine_.set_learning_rate(learning_rate(config_.optim, count));
  engine_.set_penalty_share(penalty_share(config_.loss, count));
  data::Batch batch = batcher_.batch(next_.batch);
  batch.active_k = active_k;
  batch.labels = data_.labels;
  engine_.step(batch);
  ++next_.batch;
  check_signal();
  const double time = now();
  if (time - last_read_ >= kSecondsBetweenReads) {
    last_read_ = time;
    check_finite();
    report_progress();
  }
  const double every = config_.train.checkpoint_every;
  if (running() && every > 0 && time - last_saved_ >= every) save();
}

void Trainer::check_signal() {
  const int signal = pending_signal_();
  if (signal == 0 || !running()) return;
  outcome_.state = EndState::kInterrupted;
  outcome_.signal = signal;
}

void Trainer::check_finite() {
  const auto broken = engine_.meter().non_finite();
  if (!broken) return;
  diverge("the " + broken->term + " is not finite at epoch " + std::to_string(next_.epoch) +
              ", batch " + std::to_string(broken->batch + 1),
          advise(broken->term));
}

void Trainer::diverge(const std::string& what, const std::string& advice) {
  outcome_.state = EndState::kDiverged;
  outcome_.message = "training diverged: " + what;
  outcome_.advice = advice;
}

void Trainer::finish_epoch(const EpochRecord& trained) {
  const double begin = now();
  const auto stop = [this] {
    check_signal();
    return !running();
  };
  auto valid = evaluator_.evaluate(model_, config_.loss, stop, trained.kept);
  outcome_.timing.evaluation += now() - begin;
  if (!valid) return;
  if (!std::isfinite(valid->mse)) {
    diverge("the validation error is not finite after epoch " + std::to_string(next_.epoch),
            advise("reconstruction"));
    return;
  }
  outcome_.history.push_back(trained);
  outcome_.history.back().valid = *valid;
  outcome_.unit_rates = std::move(valid->unit_rates);
  last_ = model::clone(model::weights_of(model_));
  if (best_epoch(outcome_.history).epoch == next_.epoch) best_ = last_;
  next_ = {next_.epoch + 1, 0};
  const double evaluated = now();
  for (const auto& observer : observers_) {
    observer->on_epoch({outcome_.history, outcome_.unit_rates, model_});
  }
  outcome_.timing.watching += now() - evaluated;
  if (!outcome_.saved || now() - last_saved_ >= kSecondsBetweenEpochSaves) save();
}

Checkpoint Trainer::checkpoint() {
  Checkpoint checkpoint;
  checkpoint.next = next_;
  checkpoint.history = outcome_.history;
  checkpoint.unit_rates = outcome_.unit_rates;
  checkpoint.loss_sums = engine_.meter().sums();
  checkpoint.weights = model::weights_of(model_);
  checkpoint.optimizer = engine_.state();
  checkpoint.last = last_;
  checkpoint.best = best_;
  return checkpoint;
}

void Trainer::save() {
  const double begin = now();
  check_finite();
  if (outcome_.state == EndState::kDiverged) return;
  const Checkpoint state = checkpoint();
  if (!model::all_finite(state.weights)) {
    diverge("the weights are not finite at epoch " + std::to_string(next_.epoch) + ", batch " +
                std::to_string(next_.batch),
            advise("reconstruction"));
    return;
  }
  for (const auto& observer : observers_) observer->on_checkpoint(state);
  outcome_.saved = next_;
  last_saved_ = now();
  outcome_.timing.last_save = last_saved_ - begin;
  outcome_.timing.saving += outcome_.timing.last_save;
}

void Trainer::report_progress() {
  const auto batches = static_cast<double>(batcher_.batches());
  const auto epochs_at = [&](const Position& position) {
    return static_cast<double>(position.epoch - 1) + static_cast<double>(position.batch) / batches;
  };
  const double epochs_here = epochs_at(next_) - epochs_at(outcome_.resumed.value_or(Position()));
  const double epochs_left = static_cast<double>(config_.train.epochs) - epochs_at(next_);
  Progress progress;
  progress.epoch = next_.epoch;
  progress.epochs = config_.train.epochs;
  progress.batch = next_.batch;
  progress.batches = batcher_.batches();
  progress.running_loss = engine_.meter().means().loss;
  progress.images_per_second = images_per_second(epoch_seconds());
  progress.seconds_left = (now() - start_) / epochs_here * epochs_left;
  for (const auto& observer : observers_) observer->on_progress(progress);
}

}  // namespace sae::train
