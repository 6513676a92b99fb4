// SPDX-License-Identifier: MIT
// Estimates the time, memory and disk of a run.
#pragma once

#include <cstdint>
#include <string>

#include "config/config.h"
#include "data/noise.h"
#include "data/split.h"
#include "model/autoencoder_fwd.h"
#include "run/resume.h"

namespace sae::session {

/// An estimate from some measured steps and one measured evaluation.
struct Estimate {
  std::int64_t parameters = 0;
  double training_seconds = 0;    ///< of the steps of an epoch
  double evaluation_seconds = 0;  ///< of the evaluation after an epoch
  double picture_seconds = 0;     ///< of pictures, spread over the epochs
  double closing_seconds = 0;     ///< after the last epoch: pictures, budget curve, report
  std::int64_t memory_bytes = 0;  ///< rows, weights, gradients and the optimizer's state
  std::int64_t disk_bytes = 0;    ///< of the run folder

  double epoch_seconds() const { return training_seconds + evaluation_seconds + picture_seconds; }
  double run_seconds(std::int64_t epochs) const {
    return epoch_seconds() * static_cast<double>(epochs) + closing_seconds;
  }
};

/// Measures for about a second on the device of `machine`. split: features as the network's input.
Estimate estimate_run(const config::Config& config, const data::Split& split,
                      const data::Noise& noise, const model::AutoencoderImpl& model,
                      const run::Machine& machine);

/// Number of steps of an epoch over `rows` with batches of `step_rows`, counted in the steps that
/// machine::measure_step measures: of at most all rows, and of at most kMostRowsOfMeasuring.
double measured_steps(std::int64_t rows, std::int64_t step_rows);

/// The number of epochs that end within `seconds`; at least 1, at most the limit of --epochs.
std::int64_t epochs_within(const Estimate& estimate, double seconds);

/// The estimate as lines for the user.
std::string estimate_text(const Estimate& estimate, const config::Config& config,
                          const data::Split& split);

}  // namespace sae::session
