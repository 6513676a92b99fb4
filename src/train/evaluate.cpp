// SPDX-License-Identifier: MIT
// Evaluates a model on a whole data set.
#include "train/evaluate.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>

#include <limits>
#include <utility>

#include "base/chunks.h"
#include "model/autoencoder.h"

namespace sae::train {
namespace {

at::Tensor sum_squares(const at::Tensor& values) {
  return values.square().sum(/*dtype=*/at::kDouble);
}

}  // namespace

Evaluator::Evaluator(at::Tensor features, const at::Tensor& input)
    : features_(std::move(features)), input_(input.defined() ? input : features_) {
  // The mean of equal rows may differ from them by rounding, so this case is handled first.
  if (features_.amin({0}).equal(features_.amax({0}))) return;
  const at::Tensor mean = features_.mean(0, /*keepdim=*/true, at::kDouble);
  const auto row_bytes = static_cast<std::int64_t>(sizeof(double)) * features_.size(1);
  base::for_each_chunk(
      features_.size(0), 2 * row_bytes, [&](std::int64_t start, std::int64_t count) {
        variation_ += sum_squares(features_.narrow(0, start, count) - mean).item<double>();
      });
}

Evaluation Evaluator::evaluate(const model::AutoencoderImpl& model,
                               const config::LossConfig& loss) const {
  return *evaluate(model, loss, [] { return false; });
}

std::optional<Evaluation> Evaluator::evaluate(const model::AutoencoderImpl& model,
                                              const config::LossConfig& loss,
                                              const std::function<bool()>& stop,
                                              std::optional<std::int64_t> active_k) const {
  const at::NoGradGuard no_grad;
  const model::Network network = model.network(active_k);
  const model::Activation activation = network.layers[network.code].activation;
  SparsityMeter meter(model.code_width(), activation, features_.device(),
                      code_scale(activation, loss));
  at::Tensor error = at::zeros({}, features_.options().dtype(at::kDouble));
  bool stopped = false;
  base::for_each_chunk(features_.size(0), 2 * model::activation_bytes(network),
                       [&](std::int64_t start, std::int64_t count) {
                         stopped = stopped || stop();
                         if (stopped) return;
                         const model::Forward pass =
                             model::forward(network, input_.narrow(0, start, count));
                         error += sum_squares(pass.output - features_.narrow(0, start, count));
                         meter.add(pass.code);
                       });
  if (stopped) return std::nullopt;
  const auto total = error.item<double>();
  const double fvu = variation_ > 0 ? total / variation_ : std::numeric_limits<double>::quiet_NaN();
  const double mse = total / static_cast<double>(features_.numel());
  return Evaluation{{mse, fvu, meter.result(loss.rho)}, meter.unit_rates()};
}

}  // namespace sae::train
