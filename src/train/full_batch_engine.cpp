// SPDX-License-Identifier: MIT
// The engine for L-BFGS and conjugate gradient.
#include "train/full_batch_engine.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

#include "loss/objective.h"
#include "model/autoencoder.h"

namespace sae::train {
namespace {

constexpr std::int64_t kActivationBytes = std::int64_t{256} << 20;

/// Autograd keeps about three tensors of each layer's activations.
std::int64_t rows_within_bound(const model::AutoencoderImpl& model) {
  std::int64_t widths = model.width();
  for (const model::Layer& layer : model.network().layers) widths += layer.weight.size(0);
  const auto bytes = static_cast<std::int64_t>(model.parameters().front().element_size());
  return std::max<std::int64_t>(kActivationBytes / (3 * widths * bytes), 1);
}

}  // namespace

FullObjective::FullObjective(const model::AutoencoderImpl& model, const config::LossConfig& loss,
                             const model::FlatParameters& parameters,
                             std::optional<std::int64_t> chunk_rows)
    : model_(model),
      loss_(loss),
      parameters_(parameters),
      chunk_rows_(chunk_rows.value_or(rows_within_bound(model))) {}

at::Tensor FullObjective::mean_code(const at::Tensor& input) const {
  const at::NoGradGuard no_grad;
  model::Network encoder = model_.network();
  encoder.layers.resize(encoder.code + 1);
  at::Tensor sum = at::zeros({model_.code_width()}, input.options());
  for (const at::Tensor& rows : input.split(chunk_rows_)) {
    sum += model::forward(encoder, rows).code.sum(0);
  }
  return sum / static_cast<double>(input.size(0));
}

train::Evaluated FullObjective::operator()(const at::Tensor& input, const at::Tensor& target,
                                           std::optional<std::int64_t> active_k) const {
  loss::Part part;
  if (loss_.sparse() && loss_.penalty == config::Penalty::kKl) part.mean_code = mean_code(input);
  train::Evaluated sum{{}, at::zeros_like(parameters_.values())};
  const model::NamedTensors gradients = parameters_.views(sum.gradient);
  at::Tensor terms = at::zeros({train::kLossTerms}, input.options().dtype(at::kDouble));
  for (std::int64_t start = 0; start < input.size(0); start += chunk_rows_) {
    const std::int64_t rows = std::min(chunk_rows_, input.size(0) - start);
    part.share = static_cast<double>(rows) / static_cast<double>(input.size(0));
    const loss::LossTerms chunk =
        loss::objective(model_, loss_, input.narrow(0, start, rows), target.narrow(0, start, rows),
                        part, {active_k, {}});
    const std::vector<at::Tensor> mine = torch::autograd::grad({chunk.loss}, model_.parameters());
    const at::NoGradGuard no_grad;
    for (std::size_t i = 0; i < mine.size(); ++i) gradients[i].tensor.add_(mine[i]);
    terms += train::stack(chunk);
  }
  sum.terms = train::to_means(terms.cpu());
  return sum;
}

FullBatchEngine::FullBatchEngine(model::AutoencoderImpl& model, const config::Config& config)
    : loss_(config.loss),
      parameters_(model),
      objective_(model, loss_, parameters_),
      minimizer_(train::make_minimizer(config.optim, parameters_.values())),
      meter_(at::kCPU) {}

void FullBatchEngine::step(const data::Batch& batch) {
  const at::Tensor target = batch.gather();
  const at::Tensor& input = batch.noisy.defined() ? batch.noisy : target;
  meter_.add(minimizer_->iterate([&] { return objective_(input, target, batch.active_k); }),
             batch.count);
}

}  // namespace sae::train
