// SPDX-License-Identifier: MIT
// The training loop.
#include "sae/train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "sae/model/autoencoder.h"

namespace sae::train {
namespace {

/// Reading the running loss waits for the device, so it is done at most this often.
constexpr double kSecondsBetweenReads = 0.5;

double now() {
  using Seconds = std::chrono::duration<double>;
  return Seconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

const EpochRecord& best_epoch(const std::vector<EpochRecord>& history) {
  return *std::ranges::min_element(history, {}, [](const auto& row) { return row.valid.mse; });
}

Trainer::Trainer(const config::Config& config, model::AutoencoderImpl& model,
                 engine::Engine& engine, const TrainingData& data, const Observers& observers)
    : config_(config),
      model_(model),
      engine_(engine),
      observers_(observers),
      batcher_(data.train, config.train.batch_size, static_cast<std::uint64_t>(config.train.seed)),
      evaluator_(data.valid) {}

double Trainer::wall_seconds() const { return now() - start_; }

Outcome Trainer::fit(const std::function<int()>& pending_signal) {
  pending_signal_ = pending_signal;
  start_ = now();
  for (std::int64_t epoch = 1; epoch <= config_.train.epochs && running(); ++epoch) {
    run_epoch(epoch);
  }
  outcome_.wall_seconds = wall_seconds();
  for (const auto& observer : observers_) observer->on_end(outcome_, model_);
  return outcome_;
}

void Trainer::run_epoch(std::int64_t epoch) {
  batcher_.start_epoch(epoch);
  engine_.meter().reset();
  const double epoch_start = now();
  double last_read = epoch_start;
  for (std::int64_t index = 0; index < batcher_.batches() && running(); ++index) {
    engine_.step(batcher_.batch(index));
    if (const int signal = pending_signal_(); signal != 0) {
      outcome_.state = EndState::kInterrupted;
      outcome_.signal = signal;
    }
    const double time = now();
    if (time - last_read < kSecondsBetweenReads) continue;
    last_read = time;
    check_finite(epoch);
    report_progress(epoch, index + 1, time - epoch_start);
  }
  check_finite(epoch);
  if (running()) finish_epoch(epoch, now() - epoch_start);
}

void Trainer::check_finite(std::int64_t epoch) {
  const auto broken = engine_.meter().non_finite();
  if (!broken) return;
  outcome_.state = EndState::kDiverged;
  outcome_.message = "training diverged: the " + broken->term + " is not finite at epoch " +
                     std::to_string(epoch) + ", batch " + std::to_string(broken->batch + 1);
}

void Trainer::finish_epoch(std::int64_t epoch, double seconds) {
  EpochRecord record;
  record.epoch = epoch;
  record.train = engine_.meter().means();
  record.seconds = seconds;
  record.images_per_second = static_cast<double>(batcher_.rows()) / seconds;
  record.valid = evaluator_.evaluate(model_, config_.loss.rho);
  if (!std::isfinite(record.valid.mse)) {
    outcome_.state = EndState::kDiverged;
    outcome_.message = "training diverged: the validation error is not finite after epoch " +
                       std::to_string(epoch);
    return;
  }
  outcome_.history.push_back(record);
  for (const auto& observer : observers_) observer->on_epoch(outcome_.history, model_);
}

void Trainer::report_progress(std::int64_t epoch, std::int64_t batches_done, double epoch_seconds) {
  const auto done = static_cast<double>(batches_done);
  const auto batches = static_cast<double>(batcher_.batches());
  const double epochs_done = static_cast<double>(epoch - 1) + done / batches;
  const double epochs_left = static_cast<double>(config_.train.epochs) - epochs_done;
  Progress progress;
  progress.epoch = epoch;
  progress.epochs = config_.train.epochs;
  progress.batch = batches_done;
  progress.batches = batcher_.batches();
  progress.running_loss = engine_.meter().means().loss;
  progress.images_per_second = done * static_cast<double>(config_.train.batch_size) / epoch_seconds;
  progress.seconds_left = wall_seconds() / epochs_done * epochs_left;
  for (const auto& observer : observers_) observer->on_progress(progress);
}

}  // namespace sae::train
