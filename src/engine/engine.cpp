// SPDX-License-Identifier: MIT
// Chooses the engine of a run.
#include "sae/engine/engine.h"

#include "sae/engine/autograd_engine.h"

namespace sae::engine {

ChosenEngine choose_engine(model::AutoencoderImpl& model, const config::Config& config) {
  return {std::make_unique<AutogradEngine>(model, config), "autograd", "the only engine so far"};
}

}  // namespace sae::engine
