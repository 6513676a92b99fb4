// SPDX-License-Identifier: MIT
// Writes the machine-readable files of a run.
#pragma once

#include <memory>

#include "config/config.h"
#include "data/transform.h"
#include "format/json.h"
#include "run/checkpoint_file.h"
#include "run/run_folder.h"
#include "train/observer.h"

namespace sae::run {

/// At each checkpoint, writes checkpoint.safetensors, then metrics.csv, model.safetensors and
/// best.safetensors if they changed; at the end, summary.json. identity: stored in the checkpoint.
/// facts: stored in summary.json (summary_bytes). transform: stored in the model files. config and
/// folder must outlive the observer.
std::unique_ptr<train::Observer> make_recorder(const config::Config& config,
                                               const RunFolder& folder, Identity identity,
                                               format::Json facts,
                                               const data::Transform& transform = {});

}  // namespace sae::run
