// SPDX-License-Identifier: MIT
// Softmax regression on features or on encoders' output.
#include "analysis/classifier.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>

#include <string>
#include <utility>

#include "base/chunks.h"
#include "train/chunked_objective.h"

namespace sae::analysis {
namespace {

/// Leaves of type and device of `scale` with the values of `tensor`.
at::Tensor copy_as_leaf(const at::Tensor& tensor, const at::Tensor& scale) {
  return tensor.detach()
      .to(scale.options(), /*non_blocking=*/false, /*copy=*/true)
      .set_requires_grad(true);
}

/// Gives the stages weights of their own, and returns these and those of a softmax layer of zeros.
model::NamedTensors make_leaves(std::vector<EncoderStage>& stages, const at::Tensor& scale,
                                std::int64_t classes) {
  model::NamedTensors leaves;
  for (EncoderStage& stage : stages) {
    for (model::Layer& layer : stage.layers) {
      const std::string name = "encoder." + std::to_string(leaves.size() / 2);
      layer.weight = copy_as_leaf(layer.weight, scale);
      layer.bias = copy_as_leaf(layer.bias, scale);
      leaves.push_back({name + ".weight", layer.weight});
      leaves.push_back({name + ".bias", layer.bias});
    }
  }
  const at::Tensor weight = at::zeros({classes, scale.size(0)}, scale.options());
  leaves.push_back({"softmax.weight", copy_as_leaf(weight, scale)});
  leaves.push_back({"softmax.bias", copy_as_leaf(weight.select(1, 0), scale)});
  return leaves;
}

}  // namespace

Classifier::Classifier(std::vector<EncoderStage> stages, const at::Tensor& scale,
                       std::int64_t classes)
    : stages_(std::move(stages)),
      scale_(scale),
      parameters_(make_leaves(stages_, scale, classes)) {}

at::Tensor Classifier::logits(const at::Tensor& input) const {
  at::Tensor values = input;
  for (const EncoderStage& stage : stages_) {
    values = stage.before.apply(values, scale_.scalar_type());
    values = model::forward({stage.layers, stage.layers.size() - 1}, values).code;
  }
  // Divides the few weights instead of the many values.
  return at::linear(values, softmax_weight() / scale_, softmax_bias());
}

at::Tensor Classifier::predict(const at::Tensor& input) const {
  const at::NoGradGuard no_grad;
  const at::Tensor classes = at::empty({input.size(0)}, at::kLong);
  base::for_each_chunk(input.size(0), bytes_per_row(), [&](std::int64_t start, std::int64_t count) {
    classes.narrow(0, start, count).copy_(logits(input.narrow(0, start, count)).argmax(1));
  });
  return classes;
}

void Classifier::set_softmax(const at::Tensor& weight, const at::Tensor& bias) const {
  const at::NoGradGuard no_grad;
  softmax_weight().copy_(weight);
  softmax_bias().copy_(bias);
}

model::NamedTensors Classifier::tensors() const {
  const at::NoGradGuard no_grad;
  model::NamedTensors named = model::clone(trained());
  named[named.size() - 2].tensor.div_(scale_);
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    for (const auto& [name, tensor] : stages_[i].before.tensors()) {
      named.push_back({"stage." + std::to_string(i) + "." + name, tensor});
    }
  }
  return named;
}

std::int64_t Classifier::bytes_per_row() const {
  std::int64_t widths = scale_.size(0) + softmax_bias().size(0);
  for (const auto& [name, tensor] : trained()) {
    if (tensor.dim() == 2) widths += tensor.size(1) + tensor.size(0);
  }
  return train::autograd_bytes(widths * static_cast<std::int64_t>(scale_.element_size()));
}

train::Evaluated evaluate(const Classifier& classifier, const LabelledRows& rows, double lambda,
                          std::optional<std::int64_t> bytes_per_row) {
  const std::int64_t rows_in_all = rows.features.size(0);
  const auto terms_of = [&](std::int64_t start, std::int64_t count) {
    const double share = static_cast<double>(count) / static_cast<double>(rows_in_all);
    const at::Tensor logits = classifier.logits(rows.features.narrow(0, start, count));
    loss::LossTerms terms;
    terms.reconstruction = at::cross_entropy_loss(logits, rows.labels.narrow(0, start, count),
                                                  /*weight=*/{}, at::Reduction::Sum) /
                           static_cast<double>(rows_in_all);
    terms.mse = terms.penalty = terms.auxk = at::zeros({}, logits.options());
    terms.decay = classifier.softmax_weight().square().sum() * (lambda / 2 * share);
    terms.loss = terms.reconstruction + terms.decay;
    return terms;
  };
  return train::sum_over_chunks(rows_in_all, bytes_per_row.value_or(classifier.bytes_per_row()),
                                classifier.parameters(), terms_of);
}

}  // namespace sae::analysis
