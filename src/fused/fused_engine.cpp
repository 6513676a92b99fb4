// SPDX-License-Identifier: MIT
// The engine around the hand-written step.
#include "fused/fused_engine.h"

#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "fused/fused_step.h"
#include "fused/network_plan.h"
#include "fused/sparse_step.h"
#include "model/autoencoder.h"
#include "model/flat_parameters.h"
#include "train/denormals.h"

namespace sae::fused {
namespace {

/// The plan, with the decoder's weight by unit if few units may be active or a unit's keeps its
/// norm.
FusedPlan make_plan(const model::AutoencoderImpl& model, const config::Config& config) {
  FusedPlan plan = network_plan(model, config, config.train.batch_size);
  if (can_be_sparse(plan) || plan.unit_norm) plan.layers.back().transposed = true;
  return plan;
}

/// Names of the weights that the plan wants transposed.
std::vector<std::string> transposed_weights(const FusedPlan& plan,
                                            const model::NamedTensors& weights) {
  const FusedLayer& decoder = plan.layers.back();
  if (decoder.tied || !decoder.transposed) return {};
  return {weights[weights.size() - 2].name};
}

template <class T>
class FusedEngine final : public train::Engine {
 public:
  FusedEngine(model::AutoencoderImpl& model, const config::Config& config, FusedPlan plan,
              int threads)
      : team_(threads, train::flush_denormals),
        batch_size_(config.train.batch_size),
        k_(config.model.k.value_or(0)),
        beta_(config.loss.beta),
        parameters_(model::parameters_of(model),
                    transposed_weights(plan, model::parameters_of(model))),
        meter_(at::kCPU) {
    const auto options = parameters_.values().options();
    const auto take = [&](const std::string& prefix) {
      state_memory_.push_back(at::zeros_like(parameters_.values()));
      return parameters_.views(state_memory_.back(), prefix);
    };
    const bool adam = config.optim.adam();
    FusedMemory<T> memory;
    memory.parameters = parameters_.values().template mutable_data_ptr<T>();
    if (adam || config.optim.momentum > 0) {
      state_ = take(adam ? "mean." : "velocity.");
      memory.mean = state_memory_[0].template mutable_data_ptr<T>();
    }
    if (adam) {
      const model::NamedTensors squares = take("square.");
      state_.insert(state_.end(), squares.begin(), squares.end());
      memory.square = state_memory_[1].template mutable_data_ptr<T>();
      const at::Tensor steps = at::zeros({}, options.dtype(at::kFloat));
      memory.steps = steps.template mutable_data_ptr<float>();
      state_.push_back({"step", steps});
    }
    if (config.optim.grad_clip) {
      gradient_ = at::zeros_like(parameters_.values());
      memory.gradient = gradient_.template mutable_data_ptr<T>();
    }
    if (config.loss.auxk > 0) {
      firing_.emplace(model.code_width(), *config.loss.dead_after, at::kCPU);
      for (const model::NamedTensor& counts : firing_->state()) state_.push_back(counts);
      memory.silent = firing_->silent().template mutable_data_ptr<std::int64_t>();
      memory.revived = firing_->revived().template mutable_data_ptr<std::int64_t>();
    }
    if (config.model.code_activation == config::Activation::kBatchTopk) {
      memory.threshold = model.threshold().template mutable_data_ptr<double>();
    }
    step_ = make_fused_step<T>(placed(std::move(plan), parameters_.starts()), memory, team_);
  }

  void step(const data::Batch& batch) override {
    if (batch.count > batch_size_) {
      throw Error(ErrorKind::kInternal, "a batch of " + std::to_string(batch.count) +
                                            " rows exceeds the engine's batch size of " +
                                            std::to_string(batch_size_));
    }
    FusedBatch<T> rows;
    rows.features = batch.features.template const_data_ptr<T>();
    rows.rows = batch.count;
    if (batch.noisy.defined()) rows.noisy = batch.noisy.template const_data_ptr<T>();
    if (batch.code_mask.defined()) rows.code_mask = batch.code_mask.template const_data_ptr<T>();
    if (batch.order.defined()) {
      rows.order = batch.order.template const_data_ptr<std::int64_t>() + batch.start;
    }
    if (batch.labels.defined()) rows.labels = batch.labels.template const_data_ptr<std::int64_t>();
    rows.active_k = batch.active_k.value_or(k_);
    meter_.add(step_->step(rows), batch.count);
    ++steps_;
  }
  void set_learning_rate(double lr) override { step_->set_learning_rate(lr); }
  void set_penalty_share(double share) override { step_->set_beta(share * beta_); }
  train::LossMeter& meter() override { return meter_; }
  model::NamedTensors state() const override { return state_; }
  void start_epoch() override {
    if (firing_) firing_->start_epoch();
  }
  std::optional<train::FiringCounts> firing() const override {
    if (!firing_) return std::nullopt;
    return firing_->counts();
  }
  std::optional<double> sparse_share() const override {
    const std::optional<std::int64_t> sparse = step_->sparse_steps();
    if (!sparse || steps_ == 0) return std::nullopt;
    return static_cast<double>(*sparse) / static_cast<double>(steps_);
  }

 private:
  base::ThreadTeam team_;
  Index batch_size_;
  Index k_;      ///< k of a topk code, for batches without active_k
  double beta_;  ///< without its warm-up
  model::FlatParameters parameters_;
  std::vector<at::Tensor> state_memory_;  ///< the optimiser's, in the layout of the parameters
  at::Tensor gradient_;                   ///< with --grad_clip, in the same layout
  model::NamedTensors state_;
  std::optional<train::Firing> firing_;  ///< with --auxk
  std::unique_ptr<FusedStep<T>> step_;
  train::LossMeter meter_;
  std::int64_t steps_ = 0;
};

}  // namespace

bool can_train(const config::Config& config) {
  const bool unit_norm = config.model.decoder_norm == config::DecoderNorm::kUnit;
  if (config.loss.sparse() && config::takes_norms(config.loss.penalty) && !unit_norm) return false;
  if (config.model.code_activation == config::Activation::kJumprelu) {
    const bool by_size = config.loss.sparse() && !config::is_share_of_variance(config.loss.penalty);
    return config.model.dropout == 0 && config.model.layers.size() == 1 && !by_size;
  }
  const bool in_batch = config.model.code_activation == config::Activation::kBatchTopk;
  if (config.loss.auxk == 0 && !in_batch) return true;
  const Index k = config.model.k.value_or(0);
  const Index most = std::max(k, config.model.k_start.value_or(k));
  return config.model.dropout == 0 && config.model.layers.size() == 1 &&
         is_few(most, 1, config.model.layers.back());
}

std::unique_ptr<train::Engine> make_fused_engine(model::AutoencoderImpl& model,
                                                 const config::Config& config, int threads) {
  FusedPlan plan = make_plan(model, config);
  if (model.parameters().front().scalar_type() == at::kDouble) {
    return std::make_unique<FusedEngine<double>>(model, config, std::move(plan), threads);
  }
  return std::make_unique<FusedEngine<float>>(model, config, std::move(plan), threads);
}

}  // namespace sae::fused
