// SPDX-License-Identifier: MIT
// Chooses the engine of a run.
#include "machine/choose_engine.h"

#include "base/error.h"
#include "fused/fused_engine.h"
#include "fused/fused_objective.h"
#include "fused/kernels.h"
#include "fused/sparse_step.h"
#include "model/autoencoder.h"
#include "train/autograd_engine.h"
#include "train/full_batch_engine.h"

namespace sae::machine {
namespace {

ChosenEngine fused(model::AutoencoderImpl& model, const config::Config& config, int threads) {
  ChosenEngine chosen;
  chosen.name = "fused";
  chosen.reason =
      std::string("the model is on the CPU (") + fused::choose_kernels<float>().name + " kernels)";
  if (config.optim.full_batch()) {
    chosen.engine = std::make_unique<train::FullBatchEngine>(
        model, config, [&](const model::FlatParameters& parameters) {
          return fused::fused_objective(model, config, parameters, threads);
        });
  } else {
    chosen.engine = fused::make_fused_engine(model, config, threads);
  }
  return chosen;
}

ChosenEngine autograd(model::AutoencoderImpl& model, const config::Config& config,
                      const std::string& reason) {
  if (config.optim.full_batch()) {
    return {std::make_unique<train::FullBatchEngine>(model, config), "autograd", reason};
  }
  return {std::make_unique<train::AutogradEngine>(model, config), "autograd", reason};
}

}  // namespace

ChosenEngine choose_engine(model::AutoencoderImpl& model, const config::Config& config,
                           int threads) {
  const bool on_cpu = model.parameters().front().is_cpu();
  switch (config.train.engine) {
    case config::EngineChoice::kAutograd:
      return autograd(model, config, "requested");
    case config::EngineChoice::kFused:
      if (!fused::can_train(config)) {
        throw Error(
            ErrorKind::kUsage,
            "--engine fused: expected a code, a penalty and --auxk that it has, found others",
            "use --engine auto, which takes the engine that has them");
      }
      if (on_cpu) return fused(model, config, threads);
      throw Error(ErrorKind::kUsage,
                  "--engine fused: expected a model on the CPU, found one on a GPU",
                  "use --device cpu");
    case config::EngineChoice::kAuto:
      break;
  }
  if (!fused::can_train(config)) {
    return autograd(model, config, "the fused engine has no such code or penalty");
  }
  if (on_cpu) return fused(model, config, threads);
  return autograd(model, config, "the model is on a GPU");
}

}  // namespace sae::machine
