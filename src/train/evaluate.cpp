// SPDX-License-Identifier: MIT
// Evaluates a model on a whole data set.
#include "train/evaluate.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <limits>
#include <utility>

#include "base/chunks.h"
#include "model/autoencoder.h"

namespace sae::train {

double sum_squares(const at::Tensor& values) {
  return values.square().sum(/*dtype=*/at::kDouble).item<double>();
}

double variation(const at::Tensor& rows) {
  // The mean of equal rows may differ from them by rounding, so this case is handled first.
  if (rows.amin({0}).equal(rows.amax({0}))) return 0;
  const at::Tensor mean = rows.mean(0, /*keepdim=*/true, at::kDouble);
  const auto row_bytes = static_cast<std::int64_t>(sizeof(double)) * rows.size(1);
  double total = 0;
  base::for_each_chunk(rows.size(0), 2 * row_bytes, [&](std::int64_t start, std::int64_t count) {
    total += sum_squares(rows.narrow(0, start, count) - mean);
  });
  return total;
}

at::Tensor row_errors(const model::Network& network, const at::Tensor& input,
                      const at::Tensor& target) {
  const at::NoGradGuard no_grad;
  at::Tensor errors = at::empty({target.size(0)}, at::kDouble);
  base::for_each_chunk(target.size(0), 2 * model::activation_bytes(network),
                       [&](std::int64_t start, std::int64_t count) {
                         const at::Tensor output =
                             model::forward(network, input.narrow(0, start, count)).output;
                         const at::Tensor difference = output - target.narrow(0, start, count);
                         errors.narrow(0, start, count)
                             .copy_(difference.square().mean(1, /*keepdim=*/false, at::kDouble));
                       });
  return errors;
}

Evaluator::Evaluator(at::Tensor features, const at::Tensor& input)
    : features_(std::move(features)),
      input_(input.defined() ? input : features_),
      variation_(variation(features_)) {}

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
  double error = 0;
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
  const double fvu = variation_ > 0 ? error / variation_ : std::numeric_limits<double>::quiet_NaN();
  const double mse = error / static_cast<double>(features_.numel());
  return Evaluation{{mse, fvu, meter.result(loss.rho)}, meter.unit_rates()};
}

}  // namespace sae::train
