// SPDX-License-Identifier: MIT
// Compares analytic gradients with finite differences.
#include "analysis/gradient_check.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>

#include "base/seed.h"
#include "loss/objective.h"
#include "model/autoencoder.h"
#include "model/named_tensor.h"

namespace sae::analysis {
namespace {

constexpr double kStep = 1e-4;

/// Sums of squares over pairs of numeric and analytic derivatives.
struct Sums {
  double apart = 0;
  double together = 0;
  void add(double numeric, double analytic) {
    apart += (numeric - analytic) * (numeric - analytic);
    together += (numeric + analytic) * (numeric + analytic);
  }
  double ratio() const { return together == 0 ? 0 : std::sqrt(apart / together); }
};

}  // namespace

std::vector<CheckedBlock> check_gradients(model::AutoencoderImpl& model,
                                          const config::LossConfig& loss, const at::Tensor& rows,
                                          const at::Tensor& labels, std::int64_t most,
                                          std::uint64_t seed) {
  loss::CodeArguments code;
  code.labels = labels;
  const auto terms = [&] { return loss::objective(model, loss, rows, rows, /*part=*/{}, code); };
  const model::NamedTensors places = model::parameters_of(model);
  const auto analytic = torch::autograd::grad({terms().loss}, model.parameters());
  const auto loss_with = [&](double& place, double value) {
    const at::NoGradGuard no_grad;
    const double before = place;
    place = value;
    const auto result = terms().loss.item<double>();
    place = before;
    return result;
  };
  std::vector<CheckedBlock> blocks;
  CheckedBlock all{"all", 0, 0, 0};
  Sums all_sums;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto* const values = places[i].tensor.mutable_data_ptr<double>();
    const at::Tensor own = analytic[i].contiguous();
    const auto* const derivatives = own.const_data_ptr<double>();
    CheckedBlock block{places[i].name, places[i].tensor.numel(), 0, 0};
    block.checked = std::min(most, block.values);
    const std::vector<std::int64_t> order =
        base::permutation(block.values, base::derive(seed, "check_gradients", i));
    Sums sums;
    for (std::int64_t k = 0; k < block.checked; ++k) {
      const std::int64_t at = order[static_cast<std::size_t>(k)];
      double& place = values[at];
      const double above = loss_with(place, place + kStep), below = loss_with(place, place - kStep);
      const double numeric = (above - below) / (2 * kStep);
      sums.add(numeric, derivatives[at]);
      all_sums.add(numeric, derivatives[at]);
    }
    block.difference = sums.ratio();
    all.values += block.values;
    all.checked += block.checked;
    blocks.push_back(block);
  }
  all.difference = all_sums.ratio();
  blocks.push_back(all);
  return blocks;
}

}  // namespace sae::analysis
