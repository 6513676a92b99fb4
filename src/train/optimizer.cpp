// SPDX-License-Identifier: MIT
// Adam and SGD.
#include "train/optimizer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <string>

#include "base/error.h"

namespace sae::train {
namespace {

std::vector<at::Tensor> tensors_of(const model::NamedTensors& named) {
  std::vector<at::Tensor> tensors;
  for (const auto& [name, tensor] : named) tensors.push_back(tensor);
  return tensors;
}

/// Zero tensors with the parameters' shapes and their names after `prefix`.
model::NamedTensors zeros_beside(const model::NamedTensors& parameters, const std::string& prefix) {
  model::NamedTensors zeros;
  for (const auto& [name, tensor] : parameters) {
    zeros.push_back({prefix + name, at::zeros_like(tensor.detach())});
  }
  return zeros;
}

class Adam final : public Optimizer {
 public:
  Adam(double lr, const model::NamedTensors& parameters)
      : lr_(lr),
        parameters_(tensors_of(parameters)),
        state_(zeros_beside(parameters, "mean.")),
        step_(at::zeros({}, parameters_.front().options().dtype(at::kFloat).requires_grad(false))) {
    means_ = tensors_of(state_);
    const model::NamedTensors squares = zeros_beside(parameters, "square.");
    squares_ = tensors_of(squares);
    state_.insert(state_.end(), squares.begin(), squares.end());
    state_.push_back({"step", step_});
    steps_.assign(parameters_.size(), step_);
  }

  void step(const std::vector<at::Tensor>& gradients) override {
    const at::NoGradGuard no_grad;
    step_.add_(1);
    at::_fused_adam_(parameters_, gradients, means_, squares_, /*max_exp_avg_sqs=*/{}, steps_, lr_,
                     kAdamBeta1, kAdamBeta2, /*weight_decay=*/0, kAdamEpsilon, /*amsgrad=*/false,
                     /*maximize=*/false);
  }

  void set_learning_rate(double lr) override { lr_ = lr; }
  model::NamedTensors state() const override { return state_; }

 private:
  double lr_;
  std::vector<at::Tensor> parameters_;
  model::NamedTensors state_;
  std::vector<at::Tensor> means_;
  std::vector<at::Tensor> squares_;
  at::Tensor step_;                ///< [] float32, number of steps taken
  std::vector<at::Tensor> steps_;  ///< step_ for each parameter, as the kernel requires
};

class Sgd final : public Optimizer {
 public:
  Sgd(double lr, double momentum, const model::NamedTensors& parameters)
      : lr_(lr), momentum_(momentum), parameters_(tensors_of(parameters)) {
    if (momentum_ > 0) state_ = zeros_beside(parameters, "velocity.");
    velocities_ = tensors_of(state_);
  }

  void step(const std::vector<at::Tensor>& gradients) override {
    const at::NoGradGuard no_grad;
    // The velocities start at zero, so the first step is not a special case.
    at::_fused_sgd_(parameters_, gradients, velocities_, /*weight_decay=*/0, momentum_, lr_,
                    /*dampening=*/0, /*nesterov=*/false, /*maximize=*/false,
                    /*is_first_step=*/false);
  }

  void set_learning_rate(double lr) override { lr_ = lr; }
  model::NamedTensors state() const override { return state_; }

 private:
  double lr_;
  double momentum_;
  std::vector<at::Tensor> parameters_;
  model::NamedTensors state_;
  std::vector<at::Tensor> velocities_;
};

}  // namespace

std::unique_ptr<Optimizer> make_optimizer(const config::OptimConfig& config,
                                          const model::NamedTensors& parameters) {
  switch (config.optimizer) {
    case config::OptimizerKind::kAdam:
      return std::make_unique<Adam>(config.rate(), parameters);
    case config::OptimizerKind::kSgd:
      return std::make_unique<Sgd>(config.rate(), config.momentum, parameters);
    case config::OptimizerKind::kLbfgs:
    case config::OptimizerKind::kCg:
      break;
  }
  throw Error(ErrorKind::kInternal, "expected a mini-batch optimiser");
}

}  // namespace sae::train
