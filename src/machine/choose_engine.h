// SPDX-License-Identifier: MIT
// Chooses the engine of a run.
#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "model/autoencoder_fwd.h"
#include "train/engine.h"

namespace sae::machine {

/// An engine and the reason for choosing it, for the log and summary.json.
struct ChosenEngine {
  std::unique_ptr<train::Engine> engine;
  std::string name;
  std::string reason;
};

/// Chooses the engine for a configuration. The model must outlive it and already be on its final
/// device. threads: of the fused engine, >= 1. Throws kUsage if the requested engine cannot run the
/// configuration.
ChosenEngine choose_engine(model::AutoencoderImpl& model, const config::Config& config,
                           int threads = 1);

}  // namespace sae::machine
