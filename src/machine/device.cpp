// SPDX-License-Identifier: MIT
// Chooses the device of a run.
#include "machine/device.h"

#include <ATen/Context.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/error.h"
#include "base/text.h"
#include "data/batcher.h"
#include "machine/choose_engine.h"
#include "model/autoencoder.h"

namespace sae::machine {
namespace {

constexpr double kSecondsOfMeasuring = 0.1;

std::string milliseconds(double seconds) { return base::format_fixed(1e3 * seconds, 3) + " ms"; }

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

ChosenDevice choose_device(const config::Config& config, const StepTimer& step_seconds) {
  const bool has_gpu = at::globalContext().hasCUDA();
  switch (config.train.device) {
    case config::DeviceChoice::kCpu:
      return {at::kCPU, "requested"};
    case config::DeviceChoice::kCuda:
      if (has_gpu) return {at::kCUDA, "requested"};
      throw Error(
          ErrorKind::kUsage,
          "--device cuda: expected an NVIDIA GPU and LibTorch with CUDA, found no CUDA device",
          "install LibTorch with CUDA (scripts/setup --cuda), or use --device auto");
    case config::DeviceChoice::kAuto:
      break;
  }
  return choose_by_itself(config, has_gpu, step_seconds);
}

ChosenDevice choose_by_itself(const config::Config& config, bool has_gpu,
                              const StepTimer& step_seconds) {
  if (!has_gpu) return {at::kCPU, "there is no GPU"};
  if (config.train.engine == config::EngineChoice::kFused) {
    return {at::kCPU, "the fused engine runs on the CPU"};
  }
  if (config.optim.full_batch()) {
    const std::string reason = enum_name(config.optim.optimizer) +
                               " has not been tried on a GPU (try it with --device cuda)";
    return {at::kCPU, reason, /*measured=*/false, /*leaves_gpu=*/true};
  }
  return take_faster(step_seconds);
}

ChosenDevice take_faster(const StepTimer& step_seconds) {
  const double on_cpu = step_seconds(at::kCPU);
  double on_gpu = 0;
  try {
    on_gpu = step_seconds(at::kCUDA);
  } catch (const c10::Error& error) {
    const std::string fault = first_line(error.what_without_backtrace());
    return {at::kCPU, "the GPU failed: " + base::excerpt(fault), true};
  }
  return {on_gpu < on_cpu ? at::kCUDA : at::kCPU,
          "a step takes " + milliseconds(on_gpu) + " on the GPU, " + milliseconds(on_cpu) +
              " on the CPU",
          true};
}

double measure_step(const config::Config& config, const data::Dataset& training,
                    const data::Noise& noise, at::Device device, int threads) {
  const std::int64_t rows = std::min(training.rows(), kMostRowsOfMeasuring);
  model::Autoencoder model(config.model, training.width(), /*seed=*/0);
  model->to(device);
  const ChosenEngine chosen = choose_engine(*model, config, threads);
  at::Tensor labels;
  if (config.loss.classes > 0) labels = training.labels.narrow(0, 0, rows).to(device);
  data::Batcher batcher(training.features.narrow(0, 0, rows).to(device), config.step_rows(rows),
                        /*seed=*/0, noise);
  batcher.start_epoch(1);
  std::int64_t next = 0;
  const auto seconds_of = [&](std::int64_t steps) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    for (std::int64_t i = 0; i < steps; ++i) {
      data::Batch batch = batcher.batch(next++ % batcher.batches());
      batch.labels = labels;
      chosen.engine->step(batch);
    }
    chosen.engine->meter().means();  // Waits for the device.
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  seconds_of(1);  // GPU libraries are initialised in the first step.
  for (std::int64_t steps = 1;; steps *= 2) {
    const double seconds = seconds_of(steps);
    if (seconds >= kSecondsOfMeasuring) return seconds / static_cast<double>(steps);
  }
}

}  // namespace sae::machine
