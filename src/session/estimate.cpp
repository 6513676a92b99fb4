// SPDX-License-Identifier: MIT
// Estimates the time, memory and disk of a run.
#include "session/estimate.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/text.h"
#include "fused/fused_objective.h"
#include "machine/device.h"
#include "model/autoencoder.h"
#include "train/evaluate.h"

namespace sae::session {
namespace {

constexpr std::int64_t kMegabyte = 1'000'000;
/// loss.png, features.png and the last reconstructions.
constexpr std::int64_t kPictureBytes = kMegabyte;
constexpr std::int64_t kReconstructionBytes = 250'000;
/// Measured: the three pictures of an epoch, at most.
constexpr double kPictureSeconds = 0.45;
/// Measured: the report of a code of H units takes the time of so many evaluations, and for D input
/// values that of so many more of a network with D units (baselines, tiles, rows of the page).
constexpr double kReportEvaluations = 8, kReportEvaluationsOfRows = 20;

std::int64_t bytes_of(const at::Tensor& tensor) {
  return static_cast<std::int64_t>(tensor.nbytes());
}

/// Seconds of the second evaluation; the first one also allocates.
double seconds_of_evaluation(const config::Config& config, const data::Split& split,
                             const model::AutoencoderImpl& model, at::Device device) {
  using Clock = std::chrono::steady_clock;
  const train::Evaluator evaluator(split.valid.features.to(device));
  evaluator.evaluate(model, config.loss);
  const Clock::time_point begin = Clock::now();
  evaluator.evaluate(model, config.loss);
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Seconds after the last epoch. The budget curve and the report take the mean code of the training
/// rows, and the curve evaluates the network once for each power of two of its units.
double seconds_of_closing(const config::Config& config, const data::Split& split,
                          double evaluation) {
  const auto units = static_cast<double>(config.model.layers.back());
  const double mean_code =
      static_cast<double>(split.train.rows()) / static_cast<double>(split.valid.rows()) / 2;
  double evaluations = mean_code + std::log2(units);
  if (config.output.report) {
    evaluations += mean_code + kReportEvaluations +
                   kReportEvaluationsOfRows * static_cast<double>(split.train.width()) / units;
  }
  return kPictureSeconds + evaluation * evaluations;
}

/// Tensors of the weights' size that the optimizer keeps.
std::int64_t optimizer_copies(const config::OptimConfig& optim) {
  constexpr std::int64_t kLbfgsPairs = 10;
  switch (optim.optimizer) {
    case config::OptimizerKind::kAdam:
    case config::OptimizerKind::kAdamw:
      return 2;
    case config::OptimizerKind::kSgd:
      return 1;
    case config::OptimizerKind::kLbfgs:
      return 2 * kLbfgsPairs;
    case config::OptimizerKind::kCg:
      return 2;
  }
  return 0;
}

double pictures_per_epoch(const config::OutputConfig& output) {
  return output.images_every > 0 ? 1.0 / static_cast<double>(output.images_every) : 0;
}

std::string size_of(std::int64_t bytes) {
  const auto megabytes = static_cast<double>(bytes) / static_cast<double>(kMegabyte);
  return megabytes < 1000 ? base::format_fixed(megabytes, megabytes < 10 ? 1 : 0) + " MB"
                          : base::format_fixed(megabytes / 1000, 1) + " GB";
}

}  // namespace

Estimate estimate_run(const config::Config& config, const data::Split& split,
                      const data::Noise& noise, const model::AutoencoderImpl& model,
                      const run::Machine& machine) {
  Estimate estimate;
  estimate.parameters = model::count_parameters(config.model, split.train.width());
  estimate.training_seconds =
      machine::measure_step(config, split.train, noise, at::Device(machine.device),
                            machine.threads) *
      measured_steps(split.train.rows(), config.step_rows(split.train.rows()));
  estimate.evaluation_seconds =
      seconds_of_evaluation(config, split, model, at::Device(machine.device));
  estimate.picture_seconds = kPictureSeconds * pictures_per_epoch(config.output);
  estimate.closing_seconds = seconds_of_closing(config, split, estimate.evaluation_seconds);
  const std::int64_t weights =
      estimate.parameters * (config.model.dtype == config::Dtype::kFloat64 ? 8 : 4);
  // In memory: weights, gradients, the last and the best weights. On disk: model, best, and in the
  // checkpoint the weights and those of the best epoch.
  const std::int64_t state = optimizer_copies(config.optim) * weights;
  estimate.memory_bytes =
      bytes_of(split.train.features) + bytes_of(split.valid.features) + 4 * weights + state;
  if (config.optim.full_batch() && machine.engine == "fused") {
    estimate.memory_bytes += fused::kObjectiveLanes * weights;
  }
  estimate.disk_bytes = 4 * weights + state + kPictureBytes;
  estimate.disk_bytes += static_cast<std::int64_t>(pictures_per_epoch(config.output) *
                                                   static_cast<double>(config.train.epochs) *
                                                   static_cast<double>(kReconstructionBytes));
  if (config.output.report) {
    estimate.disk_bytes +=
        static_cast<std::int64_t>(config.output.report_mb * static_cast<double>(kMegabyte));
  }
  return estimate;
}

double measured_steps(std::int64_t rows, std::int64_t step_rows) {
  const auto all = static_cast<double>(rows);
  if (std::min(rows, step_rows) > machine::kMostRowsOfMeasuring) {
    return all / static_cast<double>(machine::kMostRowsOfMeasuring);
  }
  return std::ceil(all / static_cast<double>(step_rows));
}

std::int64_t epochs_within(const Estimate& estimate, double seconds) {
  const double epochs = (seconds - estimate.closing_seconds) / estimate.epoch_seconds();
  return static_cast<std::int64_t>(std::clamp(epochs, 1.0, config::fields::kMostEpochs));
}

std::string estimate_text(const Estimate& estimate, const config::Config& config,
                          const data::Split& split) {
  const std::int64_t epochs = config.train.epochs;
  return "rows        " + base::format_count(split.train.rows()) + " to train, " +
         base::format_count(split.valid.rows()) + " to validate (" + data::validated_on(split) +
         ")\n" + "parameters  " + base::format_count(estimate.parameters) + "\n" + "memory      " +
         size_of(estimate.memory_bytes) + " for rows, weights and the optimizer\n" +
         "disk        about " + size_of(estimate.disk_bytes) + "\n" + "epoch       " +
         base::format_duration(estimate.epoch_seconds()) + ", of which " +
         base::format_duration(estimate.evaluation_seconds) + " evaluation\n" + "run         " +
         base::format_duration(estimate.run_seconds(epochs)) + " for " +
         base::format_count(epochs) + (epochs == 1 ? " epoch\n" : " epochs\n");
}

}  // namespace sae::session
