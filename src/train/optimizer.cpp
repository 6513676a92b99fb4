// SPDX-License-Identifier: MIT
// Adam, AdamW and SGD.
#include "train/optimizer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/error.h"

namespace sae::train {
namespace {

/// Added to a gradient's norm before dividing by it.
constexpr double kNotZero = 1e-6;

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

/// Parameters that are updated alike, with what the kernels take beside them.
struct Group {
  double factor = 1;  ///< of the learning rate
  double decay = 0;   ///< of adamw
  std::vector<at::Tensor> parameters, gradients, means, squares, steps;
  std::vector<std::size_t> places;  ///< among all parameters

  void set_gradients(const std::vector<at::Tensor>& all) {
    gradients.clear();
    for (const std::size_t place : places) gradients.push_back(all[place]);
  }
};

/// How the groups of an optimiser differ.
struct GroupRule {
  double threshold_rate = 1;
  double decay = 0;  ///< of weights
};

/// The thresholds, the weights and the other parameters. means, squares: one tensor for each, or
/// none.
std::vector<Group> groups_of(const model::NamedTensors& parameters,
                             const std::vector<at::Tensor>& means,
                             const std::vector<at::Tensor>& squares, const at::Tensor& step,
                             const GroupRule& rule) {
  std::vector<Group> groups(3);
  groups[1].factor = rule.threshold_rate;
  groups[2].decay = rule.decay;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string& name = parameters[i].name;
    const bool decays = rule.decay > 0 && name.ends_with(kWeightEnd);
    Group& group = groups[name == model::kThresholdName ? 1 : decays ? 2 : 0];
    group.places.push_back(i);
    group.parameters.push_back(parameters[i].tensor);
    if (!means.empty()) group.means.push_back(means[i]);
    if (!squares.empty()) group.squares.push_back(squares[i]);
    group.steps.push_back(step);
  }
  std::erase_if(groups, [](const Group& group) { return group.places.empty(); });
  return groups;
}

class Adam final : public Optimizer {
 public:
  Adam(double lr, const model::NamedTensors& parameters, const GroupRule& rule)
      : lr_(lr),
        state_(zeros_beside(parameters, "mean.")),
        step_(at::zeros(
            {}, parameters.front().tensor.options().dtype(at::kFloat).requires_grad(false))) {
    const model::NamedTensors squares = zeros_beside(parameters, "square.");
    groups_ = groups_of(parameters, tensors_of(state_), tensors_of(squares), step_, rule);
    state_.insert(state_.end(), squares.begin(), squares.end());
    state_.push_back({"step", step_});
  }

  void step(const std::vector<at::Tensor>& gradients) override {
    const at::NoGradGuard no_grad;
    step_.add_(1);
    for (Group& group : groups_) {
      group.set_gradients(gradients);
      const auto update = [&](auto&& kernel) {
        kernel(group.parameters, group.gradients, group.means, group.squares,
               /*max_exp_avg_sqs=*/at::TensorList(), group.steps, group.factor * lr_, kAdamBeta1,
               kAdamBeta2, group.decay, kAdamEpsilon, /*amsgrad=*/false, /*maximize=*/false);
      };
      if (group.decay > 0) {
        update([](auto&&... of) { at::_fused_adamw_(of...); });
      } else {
        update([](auto&&... of) { at::_fused_adam_(of...); });
      }
    }
  }

  void set_learning_rate(double lr) override { lr_ = lr; }
  model::NamedTensors state() const override { return state_; }

 private:
  double lr_;
  model::NamedTensors state_;
  at::Tensor step_;  ///< [] float32, number of steps taken
  std::vector<Group> groups_;
};

class Sgd final : public Optimizer {
 public:
  Sgd(double lr, double momentum, const model::NamedTensors& parameters, const GroupRule& rule)
      : lr_(lr), momentum_(momentum) {
    if (momentum_ > 0) state_ = zeros_beside(parameters, "velocity.");
    groups_ = groups_of(parameters, tensors_of(state_), {}, {}, rule);
  }

  void step(const std::vector<at::Tensor>& gradients) override {
    const at::NoGradGuard no_grad;
    // The velocities start at zero, so the first step is not a special case.
    for (Group& group : groups_) {
      group.set_gradients(gradients);
      at::_fused_sgd_(group.parameters, group.gradients, group.means, /*weight_decay=*/0, momentum_,
                      group.factor * lr_, /*dampening=*/0, /*nesterov=*/false, /*maximize=*/false,
                      /*is_first_step=*/false);
    }
  }

  void set_learning_rate(double lr) override { lr_ = lr; }
  model::NamedTensors state() const override { return state_; }

 private:
  double lr_;
  double momentum_;
  model::NamedTensors state_;
  std::vector<Group> groups_;
};

}  // namespace

double threshold_rate(config::Activation code) {
  return code == config::Activation::kJumprelu ? 10 : 1;
}

double clip_factor(double norm, double most) { return std::min(1.0, most / (norm + kNotZero)); }

void clip(std::vector<at::Tensor>& gradients, double most) {
  std::vector<at::Tensor> norms;
  for (const at::Tensor& gradient : gradients) norms.push_back(at::linalg_vector_norm(gradient));
  const at::Tensor norm = at::linalg_vector_norm(at::stack(norms));
  const at::Tensor factor = (most / (norm + kNotZero)).clamp_max(1);
  for (at::Tensor& gradient : gradients) gradient = gradient * factor;
}

std::unique_ptr<Optimizer> make_optimizer(const config::OptimConfig& config,
                                          const model::NamedTensors& parameters,
                                          double threshold_rate) {
  switch (config.optimizer) {
    case config::OptimizerKind::kAdam:
      return std::make_unique<Adam>(config.rate(), parameters, GroupRule{threshold_rate, 0});
    case config::OptimizerKind::kAdamw:
      return std::make_unique<Adam>(config.rate(), parameters,
                                    GroupRule{threshold_rate, config.weight_decay});
    case config::OptimizerKind::kSgd:
      return std::make_unique<Sgd>(config.rate(), config.momentum, parameters,
                                   GroupRule{threshold_rate, 0});
    case config::OptimizerKind::kLbfgs:
    case config::OptimizerKind::kCg:
      break;
  }
  throw Error(ErrorKind::kInternal, "expected a mini-batch optimiser");
}

}  // namespace sae::train
