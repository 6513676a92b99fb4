// SPDX-License-Identifier: MIT
// step_bench TASK: one contestant of scripts/bench, which defines TASK and drives this process over
// stdin and stdout. It prints "ready" once, answers each line "epoch", and prints the peak memory
// at the end of its input.
#include <torch/version.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "base/seed.h"
#include "bench/all_rows.h"
#include "bench/limit.h"
#include "bench/task.h"
#include "data/batcher.h"
#include "format/json.h"
#include "machine/choose_engine.h"
#include "machine/threads.h"
#include "model/autoencoder.h"
#include "train/denormals.h"
#include "train/engine.h"
#include "train/loss_meter.h"

namespace {

using sae::bench::Kind;
using sae::bench::kWidth;
using sae::bench::Task;
using sae::format::Json;
using sae::train::LossMeans;

/// Trains on all rows once, in the order of epoch `number`, from 1, or does the task's work on all
/// rows. The limit returns no loss.
using Epoch = std::function<std::optional<LossMeans>(std::int64_t number)>;

Epoch limit_epoch(const Task& task) {
  auto limit = std::make_shared<sae::bench::Limit>(task.config, kWidth, task.rows, task.threads);
  return [limit](std::int64_t) -> std::optional<LossMeans> {
    limit->epoch();
    return std::nullopt;
  };
}

Epoch engine_epoch(const Task& task) {
  sae::config::Config config = task.config;
  config.train.engine = task.kind == Kind::kFused ? sae::config::EngineChoice::kFused
                                                  : sae::config::EngineChoice::kAutograd;
  const auto seed = static_cast<std::uint64_t>(config.train.seed);
  auto model = std::make_shared<sae::model::Autoencoder>(config.model, kWidth,
                                                         sae::base::derive(seed, "init"));
  sae::bench::load_weights(task, **model);
  auto chosen = std::make_shared<sae::machine::ChosenEngine>(
      sae::machine::choose_engine(**model, config, task.threads));
  auto batcher = std::make_shared<sae::data::Batcher>(sae::bench::load_images(task),
                                                      config.train.batch_size, seed);
  return [model, chosen, batcher](std::int64_t number) -> std::optional<LossMeans> {
    sae::train::Engine& engine = *chosen->engine;
    engine.meter().reset();
    batcher->start_epoch(number);
    for (std::int64_t i = 0; i < batcher->batches(); ++i) engine.step(batcher->batch(i));
    return engine.meter().means();
  };
}

Epoch whole_work(const Task& task) {
  return [work = sae::bench::all_rows_work(task)](std::int64_t) -> std::optional<LossMeans> {
    LossMeans means;
    means.loss = work();
    return means;
  };
}

Epoch epoch_of(const Task& task) {
  if (task.work != sae::bench::Work::kEpochs) return whole_work(task);
  return task.kind == Kind::kLimit ? limit_epoch(task) : engine_epoch(task);
}

/// Peak memory of this process: VmHWM of Linux.
std::int64_t peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return 1024 * std::stoll(line.substr(6));
  }
  return 0;
}

void say(const Json& line) { std::cout << line.dump() << std::endl; }

Json timed(const Epoch& epoch, std::int64_t number) {
  const auto start = std::chrono::steady_clock::now();
  const std::optional<LossMeans> means = epoch(number);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  Json answer = {{"seconds", taken.count()}, {"loss", nullptr}, {"mse", nullptr}};
  if (means) {
    answer["loss"] = sae::format::json_number(means->loss);
    answer["mse"] = sae::format::json_number(means->mse);
  }
  return answer;
}

void serve(const Task& task) {
  sae::machine::prepare_threads(task.threads);
  const Epoch epoch = epoch_of(task);
  say({{"ready", "sae_train"},
       {"versions", {{"LibTorch", TORCH_VERSION}}},
       {"peak_memory_bytes", peak_memory_bytes()}});
  std::int64_t number = 0;
  for (std::string line; std::getline(std::cin, line) && line == "epoch";) {
    say(timed(epoch, ++number));
  }
  say({{"peak_memory_bytes", peak_memory_bytes()}});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: step_bench TASK\n", stderr);
    return 2;
  }
  try {
    sae::train::flush_denormals();
    serve(sae::bench::parse_task(argv[1]));
    return 0;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "step_bench: error: %s\n", problem.what());
    return 1;
  }
}
