// SPDX-License-Identifier: MIT
// A small training problem, an engine that follows a script and an observer that records all calls.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "support/tiny_model.h"
#include "train/trainer.h"

namespace sae::test {

using Lines = std::vector<std::string>;

/// Changes nothing; the n-th step (from 1) has the loss `loss_of(n)`.
class ScriptedEngine final : public train::Engine {
 public:
  explicit ScriptedEngine(std::function<double(std::size_t)> loss_of)
      : loss_of_(std::move(loss_of)) {}
  void step(const data::Batch& batch) override {
    batches.push_back(batch.gather());
    const at::Tensor loss = scalar(loss_of_(batches.size())), zero = scalar(0);
    meter_.add({loss, loss, loss, zero, zero, zero}, batch.count);
  }
  train::LossMeter& meter() override { return meter_; }
  model::NamedTensors state() const override { return {}; }
  void set_learning_rate(double lr) override { rates.push_back(lr); }

  std::vector<double> rates;
  std::vector<at::Tensor> batches;

 private:
  std::function<double(std::size_t)> loss_of_;
  train::LossMeter meter_{at::kCPU};
};

/// Records every call.
class Listener final : public train::Observer {
 public:
  Listener(Lines& lines, std::string name) : lines_(lines), name_(std::move(name)) {}
  void on_progress(const train::Progress& progress) override {
    lines_.push_back(name_ + " progress " + std::to_string(progress.epoch) + "/" +
                     std::to_string(progress.epochs) + " " + std::to_string(progress.batch) + "/" +
                     std::to_string(progress.batches));
    EXPECT_GT(progress.images_per_second, 0);
    EXPECT_GT(progress.seconds_left, 0);
  }
  void on_epoch(const train::FinishedEpoch& finished) override {
    lines_.push_back(name_ + " epoch " + std::to_string(finished.history.back().epoch) + " of " +
                     std::to_string(finished.history.size()));
  }
  void on_checkpoint(const train::Checkpoint& checkpoint) override {
    lines_.push_back(name_ + " save after " + train::describe(checkpoint.next));
  }
  void on_end(const train::Outcome& outcome, const model::AutoencoderImpl&) override {
    lines_.push_back(name_ + " end after " + std::to_string(outcome.history.size()));
  }

 private:
  Lines& lines_;
  std::string name_;
};

inline int no_signal() { return 0; }

/// The recorded lines without progress, which is more frequent on a slow machine.
inline Lines milestones(Lines lines) {
  std::erase_if(
      lines, [](const std::string& line) { return line.find(" progress ") != std::string::npos; });
  return lines;
}

/// 10 rows of 5 columns for training in batches of 4, 6 rows for validation.
struct Problem {
  explicit Problem(std::int64_t epochs = 3) {
    config.model = model_config({3}, config::Activation::kRelu, config::Activation::kSigmoid,
                                config::Activation::kSigmoid);
    config.train.epochs = epochs;
    config.train.batch_size = 4;
    config.train.seed = 7;
    model = tiny_model(config.model, 5, 1);
  }
  train::Outcome fit(train::Engine& engine, const std::function<int()>& signal = no_signal) {
    train::Observers observers;
    observers.push_back(std::make_unique<Listener>(lines, "a"));
    observers.push_back(std::make_unique<Listener>(lines, "b"));
    return train::Trainer(config, *model, engine, data, observers).fit(signal);
  }

  config::Config config;
  model::Autoencoder model{nullptr};
  train::TrainingData data{uniform({10, 5}, 2), {}, uniform({6, 5}, 3), {}, {}, {}, false, {}, {}};
  Lines lines;
};

}  // namespace sae::test
