// SPDX-License-Identifier: MIT
// What a run takes before it starts.
#include "session/estimate.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/text.h"
#include "machine/device.h"
#include "model/autoencoder.h"
#include "train/evaluate.h"

namespace sae::session {
namespace {

/// Copies of the weights in memory: weights, gradients, the optimizer's two moments, the last and
/// the best weights.
constexpr std::int64_t kCopiesInMemory = 6;
/// Copies on disk: model, best, and the checkpoint with the optimizer's state.
constexpr std::int64_t kCopiesOnDisk = 5;
constexpr std::int64_t kMegabyte = 1'000'000;
constexpr std::int64_t kPictureBytes = kMegabyte;
/// The budget curve evaluates the network once for each power of two of its units, on both sides of
/// the code; the report a few times more.
constexpr double kEvaluationsOfReport = 4;

std::int64_t bytes_of(const at::Tensor& tensor) {
  return static_cast<std::int64_t>(tensor.nbytes());
}

double seconds_of_evaluation(const config::Config& config, const data::Split& split,
                             const model::AutoencoderImpl& model) {
  using Clock = std::chrono::steady_clock;
  const train::Evaluator evaluator(split.valid.features);
  const Clock::time_point begin = Clock::now();
  evaluator.evaluate(model, config.loss);
  return std::chrono::duration<double>(Clock::now() - begin).count();
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
  const std::int64_t rows = split.train.rows(), step_rows = config.step_rows(rows);
  Estimate estimate;
  estimate.parameters = model::count_parameters(config.model, split.train.width());
  const double step = machine::measure_step(config, split.train.features, noise,
                                            at::Device(machine.device), machine.threads);
  const double measured_rows =
      static_cast<double>(std::min(step_rows, machine::kMostRowsOfMeasuring));
  estimate.training_seconds = step * static_cast<double>(rows) / measured_rows;
  estimate.evaluation_seconds = seconds_of_evaluation(config, split, model);
  const auto units = static_cast<double>(config.model.layers.back());
  estimate.closing_seconds = estimate.evaluation_seconds *
                             (std::log2(units) + (config.output.report ? kEvaluationsOfReport : 0));
  const std::int64_t weights =
      estimate.parameters * (config.model.dtype == config::Dtype::kFloat64 ? 8 : 4);
  estimate.memory_bytes =
      bytes_of(split.train.features) + bytes_of(split.valid.features) + kCopiesInMemory * weights;
  estimate.disk_bytes =
      kCopiesOnDisk * weights + kPictureBytes +
      (config.output.report
           ? static_cast<std::int64_t>(config.output.report_mb * static_cast<double>(kMegabyte))
           : 0);
  return estimate;
}

std::int64_t epochs_within(const Estimate& estimate, double seconds) {
  const double epochs = (seconds - estimate.closing_seconds) / estimate.epoch_seconds();
  return std::max<std::int64_t>(static_cast<std::int64_t>(epochs), 1);
}

std::string estimate_text(const Estimate& estimate, const config::Config& config,
                          const data::Split& split) {
  const std::int64_t epochs = config.train.epochs;
  return "rows        " + base::format_count(split.train.rows()) + " to train, " +
         base::format_count(split.valid.rows()) + " to validate (" + data::validated_on(split) +
         ")\n" + "parameters  " + base::format_count(estimate.parameters) + "\n" + "memory      " +
         size_of(estimate.memory_bytes) + " for rows, weights and the optimizer\n" +
         "disk        " + size_of(estimate.disk_bytes) + " at most\n" + "epoch       " +
         base::format_duration(estimate.epoch_seconds()) + ", of which " +
         base::format_duration(estimate.evaluation_seconds) + " evaluation\n" + "run         " +
         base::format_duration(estimate.run_seconds(epochs)) + " for " +
         base::format_count(epochs) + (epochs == 1 ? " epoch\n" : " epochs\n");
}

}  // namespace sae::session
