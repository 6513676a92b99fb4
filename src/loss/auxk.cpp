// SPDX-License-Identifier: MIT
// The auxiliary loss of dead units (AuxK).
#include "loss/auxk.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

#include "model/activation.h"

namespace sae::loss {

AuxK::AuxK(const config::LossConfig& config, std::int64_t dead, std::int64_t width)
    : units_(std::min({width / 2, dead, config.auxk_units})) {
  if (units_ == 0) return;
  const std::int64_t half = width / 2;
  const double share = static_cast<double>(dead) / static_cast<double>(half);
  weight_ = config.auxk * std::min(share, 1.0) * config.mean_loss;
}

double error_spread(double squares, double square_of_sum, double rows) {
  return std::max(squares - square_of_sum / rows, 0.0);
}

at::Tensor auxk_loss(const model::Network& network, const config::LossConfig& config,
                     const at::Tensor& input, const at::Tensor& error, const at::Tensor& dead) {
  const model::Layer& encoder = network.layers.front();
  const model::Layer& decoder = network.layers.back();
  const at::Tensor places = at::nonzero(dead).flatten();
  const AuxK auxk(config, places.size(0), input.size(1));
  const at::Tensor spread = (error - error.mean(0, /*keepdim=*/true)).square().sum();
  if (auxk.units() == 0 || spread.item<double>() == 0) return at::zeros({}, input.options());
  const at::Tensor sums = at::addmm(encoder.bias.index_select(0, places), input,
                                    encoder.weight.index_select(0, places).t());
  const at::Tensor code = model::keep_largest(at::relu(sums), auxk.units());
  const at::Tensor estimate = at::matmul(code, decoder.weight.index_select(1, places).t());
  return (error - estimate).square().sum() / spread * auxk.weight();
}

}  // namespace sae::loss
