// SPDX-License-Identifier: MIT
// The engine around the hand-written step.
#include "sae/engine/fused_engine.h"

#include <ATen/ops/zeros.h>

#include "sae/base/error.h"
#include "sae/engine/fused_step.h"
#include "sae/engine/runtime.h"
#include "sae/model/autoencoder.h"

namespace sae::engine {
namespace {

/// Parameters begin at multiples of a cache line.
constexpr Index kAlignedValues = 16;

Index aligned(Index count) {
  return (count + kAlignedValues - 1) / kAlignedValues * kAlignedValues;
}

/// Where each parameter begins in the flat memory, in the order of the model, and its whole length.
struct Layout {
  std::vector<Index> starts;
  Index size = 0;
};

Layout lay_out(const model::NamedTensors& parameters) {
  Layout layout;
  for (const auto& named : parameters) {
    layout.starts.push_back(layout.size);
    layout.size += aligned(named.tensor.numel());
  }
  return layout;
}

/// The plan of a network whose parameters begin at `starts`: a weight and a bias for each layer, a
/// bias alone for a tied decoder's.
FusedPlan make_plan(const model::AutoencoderImpl& model, const config::Config& config,
                    const std::vector<Index>& starts) {
  const model::Network network = model.network();
  FusedPlan plan;
  plan.code = network.code;
  plan.loss = config.loss;
  plan.optim = config.optim;
  plan.batch_size = config.train.batch_size;
  std::size_t next = 0;
  const std::size_t depth = network.layers.size();
  for (std::size_t i = 0; i < depth; ++i) {
    const model::Layer& layer = network.layers[i];
    FusedLayer fused;
    fused.in = layer.weight.size(1);
    fused.out = layer.weight.size(0);
    fused.activation = layer.activation;
    fused.transposed = config.model.tied && i > network.code;
    const std::size_t mirror = depth - 1 - i;
    if (config.model.tied && i <= network.code) fused.partner = mirror;
    fused.weight = fused.transposed ? plan.layers[mirror].weight : starts[next++];
    fused.bias = starts[next++];
    plan.layers.push_back(fused);
  }
  return plan;
}

/// Views of flat memory, named and shaped after the parameters.
model::NamedTensors views(const at::Tensor& flat, const model::NamedTensors& parameters,
                          const std::vector<Index>& starts, const std::string& prefix) {
  model::NamedTensors named;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const at::Tensor& like = parameters[i].tensor;
    named.push_back(
        {prefix + parameters[i].name, flat.narrow(0, starts[i], like.numel()).view(like.sizes())});
  }
  return named;
}

template <class T>
class FusedEngine final : public Engine {
 public:
  FusedEngine(model::AutoencoderImpl& model, const config::Config& config, int threads)
      : team_(threads, flush_denormals), batch_size_(config.train.batch_size), meter_(at::kCPU) {
    const model::NamedTensors parameters = model::weights_of(model);
    const Layout layout = lay_out(parameters);
    const auto options = parameters.front().tensor.options().requires_grad(false);
    const auto take = [&](const std::string& prefix) {
      flat_.push_back(at::zeros({layout.size}, options));
      return views(flat_.back(), parameters, layout.starts, prefix);
    };
    const model::NamedTensors weights = take("");
    model::restore(parameters, weights, "the model");
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      at::Tensor parameter = parameters[i].tensor;
      parameter.set_data(weights[i].tensor);
    }
    const bool adam = config.optim.optimizer == config::OptimizerKind::kAdam;
    FusedMemory<T> memory;
    memory.parameters = flat_[0].template mutable_data_ptr<T>();
    if (adam || config.optim.momentum > 0) {
      state_ = take(adam ? "mean." : "velocity.");
      memory.mean = flat_[1].template mutable_data_ptr<T>();
    }
    if (adam) {
      const model::NamedTensors squares = take("square.");
      state_.insert(state_.end(), squares.begin(), squares.end());
      memory.square = flat_[2].template mutable_data_ptr<T>();
      const at::Tensor steps = at::zeros({}, options.dtype(at::kFloat));
      memory.steps = steps.template mutable_data_ptr<float>();
      state_.push_back({"step", steps});
    }
    step_ = std::make_unique<FusedStep<T>>(make_plan(model, config, layout.starts), memory, team_);
  }

  void step(const data::Batch& batch) override {
    if (batch.count > batch_size_) {
      throw Error(ErrorKind::kInternal, "a batch of " + std::to_string(batch.count) +
                                            " rows for an engine made for " +
                                            std::to_string(batch_size_));
    }
    FusedBatch<T> rows;
    rows.features = rows.targets = batch.features.template const_data_ptr<T>();
    rows.rows = batch.count;
    if (batch.order.defined()) {
      rows.order = batch.order.template const_data_ptr<std::int64_t>() + batch.start;
    }
    meter_.add(step_->step(rows), batch.count);
  }
  void set_learning_rate(double lr) override { step_->set_learning_rate(lr); }
  metrics::LossMeter& meter() override { return meter_; }
  model::NamedTensors state() const override { return state_; }

 private:
  base::ThreadTeam team_;
  Index batch_size_;
  std::vector<at::Tensor> flat_;  ///< parameters, and the optimiser's state in the same layout
  model::NamedTensors state_;
  std::unique_ptr<FusedStep<T>> step_;
  metrics::LossMeter meter_;
};

}  // namespace

std::unique_ptr<Engine> make_fused_engine(model::AutoencoderImpl& model,
                                          const config::Config& config, int threads) {
  if (model.parameters().front().scalar_type() == at::kDouble) {
    return std::make_unique<FusedEngine<double>>(model, config, threads);
  }
  return std::make_unique<FusedEngine<float>>(model, config, threads);
}

}  // namespace sae::engine
