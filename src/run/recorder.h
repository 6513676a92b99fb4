// SPDX-License-Identifier: MIT
// Writes the files of a run that programs read.
#pragma once

#include <memory>

#include "config/config.h"
#include "data/transform.h"
#include "format/json.h"
#include "run/checkpoint_file.h"
#include "run/run_folder.h"
#include "train/observer.h"

namespace sae::run {

/// Writes checkpoint.safetensors when the run is to be saved, then metrics.csv, model.safetensors
/// and best.safetensors where they changed; summary.json at the end. identity: goes into the
/// checkpoint. facts: goes into summary.json (summary_bytes). transform: goes into the model files.
/// config and folder must outlive the observer.
std::unique_ptr<train::Observer> make_recorder(const config::Config& config,
                                               const RunFolder& folder, Identity identity,
                                               format::Json facts,
                                               const data::Transform& transform = {});

}  // namespace sae::run
