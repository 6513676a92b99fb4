// SPDX-License-Identifier: MIT
// The files that machines read: the checkpoint, metrics.csv, the model files and summary.json.
#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "data/transform.h"
#include "format/csv.h"
#include "format/json.h"
#include "run/run_folder.h"
#include "train/observer.h"

namespace sae::run {

/// One row an epoch; docs/run-folder.md defines the columns.
format::CsvTable metrics_table(const std::vector<train::EpochRecord>& history);

/// The name of an end state in summary.json: finished, interrupted or diverged.
std::string state_name(train::EndState state);

/// Writes checkpoint.safetensors when the run is to be saved, then metrics.csv, model.safetensors
/// and best.safetensors where they changed; summary.json at the end. identity: goes into the
/// checkpoint. facts: what summary.json says besides the results (engine, device, threads, sizes).
/// transform: goes into the model files beside the weights.
std::unique_ptr<train::Observer> make_recorder(const config::Config& config,
                                               const RunFolder& folder, train::Identity identity,
                                               format::Json facts,
                                               const data::Transform& transform = {});

}  // namespace sae::run
