// SPDX-License-Identifier: MIT
// Tests of the observers' default callbacks.
#include "train/observer.h"

#include <gtest/gtest.h>

#include "support/tiny_model.h"

namespace sae::train {
namespace {

TEST(Observer, DefaultCallbacksDoNothing) {
  const model::Autoencoder model(config::ModelConfig(), 2, 1);
  Observer observer;
  observer.on_progress({});
  observer.on_epoch({{}, {}, *model});
  observer.on_checkpoint({});
  observer.on_end({}, *model);
}

}  // namespace
}  // namespace sae::train
