// SPDX-License-Identifier: MIT
// Chooses the engine of a run.
#include "machine/choose_engine.h"

#include "base/error.h"
#include "fused/fused_engine.h"
#include "fused/kernels.h"
#include "model/autoencoder.h"
#include "train/autograd_engine.h"
#include "train/full_batch_engine.h"

namespace sae::machine {
namespace {

ChosenEngine fused(model::AutoencoderImpl& model, const config::Config& config, int threads) {
  const std::string instructions = fused::choose_kernels<float>().name;
  return {fused::make_fused_engine(model, config, threads), "fused",
          "the model is on the CPU (" + instructions + " kernels)"};
}

ChosenEngine autograd(model::AutoencoderImpl& model, const config::Config& config,
                      const std::string& reason) {
  return {std::make_unique<train::AutogradEngine>(model, config), "autograd", reason};
}

}  // namespace

ChosenEngine choose_engine(model::AutoencoderImpl& model, const config::Config& config,
                           int threads) {
  if (config.optim.full_batch()) {
    return {std::make_unique<train::FullBatchEngine>(model, config), "full_batch",
            config::enum_name(config.optim.optimizer) + " uses full-batch gradients (autograd)"};
  }
  const bool on_cpu = model.parameters().front().is_cpu();
  switch (config.train.engine) {
    case config::EngineChoice::kAutograd:
      return autograd(model, config, "requested");
    case config::EngineChoice::kFused:
      if (on_cpu) return fused(model, config, threads);
      throw Error(ErrorKind::kUsage,
                  "--engine fused: expected a model on the CPU, found one on a GPU",
                  "use --device cpu");
    case config::EngineChoice::kAuto:
      break;
  }
  if (on_cpu) return fused(model, config, threads);
  return autograd(model, config, "the model is on a GPU");
}

}  // namespace sae::machine
