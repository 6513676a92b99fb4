// SPDX-License-Identifier: MIT
// Trains a run.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>

#include "sae/config.h"
#include "sae/export.h"
#include "sae/run.h"

namespace sae {

/// How a training run ended.
struct Trained {
  std::filesystem::path folder;  ///< the run folder, for Run
  bool stopped = false;          ///< true if the stop token ended it early; it was saved
};

/// Called in the calling thread after each epoch. An exception from it ends the training and is
/// passed on; the run can be resumed from its last checkpoint.
using OnEpoch = std::function<void(const EpochMetrics&)>;

/// Trains as sae_train does: reads the data, trains, and writes the run folder with its pictures.
/// With the option "resume" it continues that run, to the same bytes as without an interruption.
/// stop: checked after each step; when a stop is requested, the run is saved and can be resumed.
/// No signal handlers are installed. At most one training may run at a time in a process, because
/// it sets the process's number of threads and log level. Throws Error: kUsage with one line for
/// each problem of the configuration, kData, kOutput, kCheckpoint, and kDivergence after all files
/// are written.
SAE_API Trained train_run(const Config& config, const OnEpoch& on_epoch = {},
                          std::stop_token stop = {});

}  // namespace sae
