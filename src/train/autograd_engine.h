// SPDX-License-Identifier: MIT
// The readable reference engine: LibTorch's autograd on the objective, for every model and device.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "train/engine.h"
#include "train/optimizer.h"

namespace sae::train {

class AutogradEngine final : public Engine {
 public:
  /// The model must outlive the engine and already be on its final device.
  AutogradEngine(model::AutoencoderImpl& model, const config::Config& config);
  void step(const data::Batch& batch) override;
  void set_learning_rate(double lr) override { optimizer_->set_learning_rate(lr); }
  void set_penalty_share(double share) override { loss_.beta = share * beta_; }
  train::LossMeter& meter() override { return meter_; }
  model::NamedTensors state() const override;
  void start_epoch() override;
  std::optional<FiringCounts> firing() const override;

 private:
  void follow_batch(const at::Tensor& code);

  const model::AutoencoderImpl& model_;
  config::LossConfig loss_;
  double beta_;  ///< without its warm-up
  std::vector<at::Tensor> parameters_;
  std::optional<double> grad_clip_;
  std::unique_ptr<train::Optimizer> optimizer_;
  train::LossMeter meter_;
  std::optional<Firing> firing_;  ///< with --auxk
};

}  // namespace sae::train
