// SPDX-License-Identifier: MIT
// The engine for L-BFGS and conjugate gradient: each step is one iteration over all rows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "model/flat_parameters.h"
#include "train/engine.h"
#include "train/minimizer.h"

namespace sae::train {

/// Loss of all rows and its gradient by autograd, in chunks. kl takes two passes: the first
/// computes the mean code of the whole set, the second the gradients.
class FullObjective {
 public:
  /// The references must outlive it. bytes_per_row: temporary memory (base::for_each_chunk); none:
  /// autograd_bytes of the model.
  FullObjective(const model::AutoencoderImpl& model, const config::LossConfig& loss,
                const model::FlatParameters& parameters,
                std::optional<std::int64_t> bytes_per_row = {});

  /// input, target: [N, D]; active_k: as in loss::CodeArguments.
  train::Evaluated operator()(const at::Tensor& input, const at::Tensor& target,
                              std::optional<std::int64_t> active_k = {}) const;

 private:
  at::Tensor mean_code(const at::Tensor& input) const;

  const model::AutoencoderImpl& model_;
  const config::LossConfig& loss_;
  const model::FlatParameters& parameters_;
  std::int64_t bytes_per_row_;
};

/// Loss of all rows and its gradient at the current parameters, as FullObjective.
using FullFunction = std::function<Evaluated(const at::Tensor& input, const at::Tensor& target,
                                             std::optional<std::int64_t> active_k)>;

/// A step is one iteration of the minimiser. The meter gets the loss terms after the step; for
/// mini-batches it gets those before it.
class FullBatchEngine final : public Engine {
 public:
  /// make: the function of the parameters, which outlive it; none: FullObjective.
  FullBatchEngine(model::AutoencoderImpl& model, const config::Config& config,
                  const std::function<FullFunction(const model::FlatParameters&)>& make = {});

  void step(const data::Batch& batch) override;
  void set_learning_rate(double /*lr*/) override {}
  train::LossMeter& meter() override { return meter_; }
  model::NamedTensors state() const override { return minimizer_->state(); }

 private:
  config::LossConfig loss_;
  model::FlatParameters parameters_;
  FullFunction objective_;
  std::unique_ptr<train::Minimizer> minimizer_;
  train::LossMeter meter_;
};

}  // namespace sae::train
