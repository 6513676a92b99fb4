// SPDX-License-Identifier: MIT
// Softmax regression on features or on encoders' output.
#include "analysis/classifier.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <string>
#include <utility>

namespace sae::analysis {
namespace {

constexpr std::int64_t kChunkBytes = std::int64_t{256} << 20;

std::vector<at::Tensor> tensors_of(const model::NamedTensors& named) {
  std::vector<at::Tensor> tensors;
  for (const auto& [name, tensor] : named) tensors.push_back(tensor);
  return tensors;
}

}  // namespace

Classifier::Classifier(std::vector<EncoderStage> stages, const at::Tensor& scale,
                       std::int64_t classes)
    : stages_(std::move(stages)), scale_(scale) {
  for (const EncoderStage& stage : stages_) {
    for (const model::Layer& layer : stage.layers) {
      const std::string name = "encoder." + std::to_string(trained_.size() / 2);
      trained_.push_back({name + ".weight", layer.weight});
      trained_.push_back({name + ".bias", layer.bias});
    }
  }
  trained_.push_back({"softmax.weight", at::zeros({classes, scale.size(0)}, scale.options())});
  trained_.push_back({"softmax.bias", at::zeros({classes}, scale.options())});
  std::int64_t size = 0;
  for (const auto& [name, tensor] : trained_) size += tensor.numel();
  flat_ = at::zeros({size}, scale.options());
  const std::vector<at::Tensor> places = split(flat_);
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i].copy_(trained_[i].tensor);
    trained_[i].tensor = places[i].detach().set_requires_grad(true);
  }
  std::size_t next = 0;
  for (EncoderStage& stage : stages_) {
    for (model::Layer& layer : stage.layers) {
      layer.weight = trained_[next++].tensor;
      layer.bias = trained_[next++].tensor;
    }
  }
}

std::vector<at::Tensor> Classifier::split(const at::Tensor& flat) const {
  std::vector<at::Tensor> parts;
  std::int64_t start = 0;
  for (const auto& [name, like] : trained_) {
    parts.push_back(flat.narrow(0, start, like.numel()).view(like.sizes()));
    start += like.numel();
  }
  return parts;
}

at::Tensor Classifier::logits(const at::Tensor& input) const {
  at::Tensor values = input;
  for (const EncoderStage& stage : stages_) {
    values = stage.before.apply(values, scale_.scalar_type());
    values = model::forward({stage.layers, stage.layers.size() - 1}, values).code;
  }
  return at::linear(values / scale_, softmax_weight(), softmax_bias());
}

at::Tensor Classifier::predict(const at::Tensor& input) const {
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> classes;
  for (const at::Tensor& rows : input.split(chunk_rows())) {
    classes.push_back(logits(rows).argmax(1));
  }
  return at::cat(classes);
}

void Classifier::set_softmax(const at::Tensor& weight, const at::Tensor& bias) const {
  const at::NoGradGuard no_grad;
  softmax_weight().copy_(weight);
  softmax_bias().copy_(bias);
}

model::NamedTensors Classifier::tensors() const {
  const at::NoGradGuard no_grad;
  model::NamedTensors named = model::clone(trained_);
  named[named.size() - 2].tensor.div_(scale_);
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    for (const auto& [name, tensor] : stages_[i].before.tensors()) {
      named.push_back({"stage." + std::to_string(i) + "." + name, tensor});
    }
  }
  return named;
}

std::int64_t Classifier::chunk_rows() const {
  std::int64_t widths = scale_.size(0) + softmax_bias().size(0);
  for (const auto& [name, tensor] : trained_) {
    if (tensor.dim() == 2) widths += tensor.size(1) + tensor.size(0);
  }
  const auto bytes = static_cast<std::int64_t>(scale_.element_size());
  return std::max<std::int64_t>(kChunkBytes / (3 * widths * bytes), 1);
}

train::Evaluated evaluate(const Classifier& classifier, const LabelledRows& rows, double lambda,
                          std::optional<std::int64_t> chunk_rows) {
  const std::int64_t count = rows.features.size(0);
  const std::int64_t chunk = chunk_rows.value_or(classifier.chunk_rows());
  const std::vector<at::Tensor> leaves = tensors_of(classifier.trained());
  train::Evaluated sum{{}, at::zeros_like(classifier.parameters())};
  const std::vector<at::Tensor> gradients = classifier.split(sum.gradient);
  at::Tensor entropy = at::zeros({}, at::kDouble);
  for (std::int64_t start = 0; start < count; start += chunk) {
    const std::int64_t length = std::min(chunk, count - start);
    const at::Tensor part =
        at::cross_entropy_loss(classifier.logits(rows.features.narrow(0, start, length)),
                               rows.labels.narrow(0, start, length), /*weight=*/{},
                               at::Reduction::Sum) /
        static_cast<double>(count);
    const std::vector<at::Tensor> mine = torch::autograd::grad({part}, leaves);
    const at::NoGradGuard no_grad;
    for (std::size_t i = 0; i < mine.size(); ++i) gradients[i].add_(mine[i]);
    entropy += part.detach();
  }
  const at::NoGradGuard no_grad;
  const at::Tensor& weight = classifier.softmax_weight();
  gradients[gradients.size() - 2].add_(weight, lambda);
  sum.terms.reconstruction = entropy.item<double>();
  sum.terms.decay = lambda / 2 * weight.square().sum(at::kDouble).item<double>();
  sum.terms.loss = sum.terms.reconstruction + sum.terms.decay;
  return sum;
}

}  // namespace sae::analysis
