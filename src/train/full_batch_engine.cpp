// SPDX-License-Identifier: MIT
// The engine for L-BFGS and conjugate gradient.
#include "train/full_batch_engine.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include "base/chunks.h"
#include "loss/objective.h"
#include "model/autoencoder.h"
#include "train/chunked_objective.h"

namespace sae::train {

FullObjective::FullObjective(const model::AutoencoderImpl& model, const config::LossConfig& loss,
                             const model::FlatParameters& parameters,
                             std::optional<std::int64_t> bytes_per_row)
    : model_(model),
      loss_(loss),
      parameters_(parameters),
      bytes_per_row_(
          bytes_per_row.value_or(autograd_bytes(model::activation_bytes(model.network())))) {}

at::Tensor FullObjective::mean_code(const at::Tensor& input) const {
  const at::NoGradGuard no_grad;
  const model::Network encoder = model::encoder_of(model_.network());
  at::Tensor sum = at::zeros({model_.code_width()}, input.options());
  base::for_each_chunk(input.size(0), bytes_per_row_, [&](std::int64_t start, std::int64_t count) {
    sum += model::forward(encoder, input.narrow(0, start, count)).code.sum(0);
  });
  return sum / static_cast<double>(input.size(0));
}

train::Evaluated FullObjective::operator()(const at::Tensor& input, const at::Tensor& target,
                                           std::optional<std::int64_t> active_k) const {
  loss::Part part;
  if (loss_.sparse() && loss_.penalty == config::Penalty::kKl) part.mean_code = mean_code(input);
  const std::int64_t rows = input.size(0);
  return sum_over_chunks(
      rows, bytes_per_row_, parameters_, [&](std::int64_t start, std::int64_t count) {
        part.share = static_cast<double>(count) / static_cast<double>(rows);
        return loss::objective(model_, loss_, input.narrow(0, start, count),
                               target.narrow(0, start, count), part, {active_k, {}});
      });
}

FullBatchEngine::FullBatchEngine(
    model::AutoencoderImpl& model, const config::Config& config,
    const std::function<FullFunction(const model::FlatParameters&)>& make)
    : loss_(config.loss),
      parameters_(model),
      objective_(make ? make(parameters_) : FullObjective(model, loss_, parameters_)),
      minimizer_(train::make_minimizer(config.optim, parameters_.values())),
      meter_(at::kCPU) {}

void FullBatchEngine::step(const data::Batch& batch) {
  const at::Tensor target = batch.gather();
  const at::Tensor& input = batch.noisy.defined() ? batch.noisy : target;
  meter_.add(minimizer_->iterate([&] { return objective_(input, target, batch.active_k); }),
             batch.count);
}

}  // namespace sae::train
