// SPDX-License-Identifier: MIT
// Adam and SGD.
#include "sae/optim/optimizer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <utility>

namespace sae::optim {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kAdamEpsilon = 1e-8;

std::vector<at::Tensor> zeros_like_all(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> zeros;
  for (const at::Tensor& tensor : tensors) zeros.push_back(at::zeros_like(tensor));
  return zeros;
}

class Adam final : public Optimizer {
 public:
  Adam(double lr, std::vector<at::Tensor> parameters)
      : lr_(lr),
        parameters_(std::move(parameters)),
        means_(zeros_like_all(parameters_)),
        squares_(zeros_like_all(parameters_)) {
    for (const at::Tensor& parameter : parameters_) {
      steps_.push_back(at::zeros({}, parameter.options().dtype(at::kFloat).requires_grad(false)));
    }
  }

  void step(const std::vector<at::Tensor>& gradients) override {
    const at::NoGradGuard no_grad;
    for (at::Tensor& count : steps_) count.add_(1);
    at::_fused_adam_(parameters_, gradients, means_, squares_, /*max_exp_avg_sqs=*/{}, steps_, lr_,
                     kBeta1, kBeta2, /*weight_decay=*/0, kAdamEpsilon, /*amsgrad=*/false,
                     /*maximize=*/false);
  }

 private:
  double lr_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> means_;
  std::vector<at::Tensor> squares_;
  std::vector<at::Tensor> steps_;
};

class Sgd final : public Optimizer {
 public:
  Sgd(double lr, double momentum, std::vector<at::Tensor> parameters)
      : lr_(lr), momentum_(momentum), parameters_(std::move(parameters)) {
    if (momentum_ > 0) velocities_ = zeros_like_all(parameters_);
  }

  void step(const std::vector<at::Tensor>& gradients) override {
    const at::NoGradGuard no_grad;
    at::_fused_sgd_(parameters_, gradients, velocities_, /*weight_decay=*/0, momentum_, lr_,
                    /*dampening=*/0, /*nesterov=*/false, /*maximize=*/false, is_first_step_);
    is_first_step_ = false;
  }

 private:
  double lr_;
  double momentum_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> velocities_;
  bool is_first_step_ = true;
};

}  // namespace

std::unique_ptr<Optimizer> make_optimizer(const config::OptimConfig& config,
                                          std::vector<at::Tensor> parameters) {
  switch (config.optimizer) {
    case config::OptimizerKind::kAdam:
      return std::make_unique<Adam>(config.lr, std::move(parameters));
    case config::OptimizerKind::kSgd:
      return std::make_unique<Sgd>(config.lr, config.momentum, std::move(parameters));
  }
  return nullptr;
}

}  // namespace sae::optim
