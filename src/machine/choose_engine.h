// SPDX-License-Identifier: MIT
// The engine of a run.
#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "model/autoencoder_fwd.h"
#include "train/engine.h"

namespace sae::machine {

/// An engine and why it was taken, for the log and summary.json.
struct ChosenEngine {
  std::unique_ptr<train::Engine> engine;
  std::string name;
  std::string reason;
};

/// The engine for a configuration. The model must outlive it and lie on its final device.
/// threads: of the fused engine, >= 1. Throws kUsage when the engine that was asked for cannot run
/// it.
ChosenEngine choose_engine(model::AutoencoderImpl& model, const config::Config& config,
                           int threads = 1);

}  // namespace sae::machine
