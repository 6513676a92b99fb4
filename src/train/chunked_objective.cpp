// SPDX-License-Identifier: MIT
// An objective over many rows, computed in chunks.
#include "train/chunked_objective.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "base/chunks.h"

namespace sae::train {

Evaluated sum_over_chunks(std::int64_t rows, std::int64_t bytes_per_row,
                          const model::FlatParameters& parameters, const ChunkTerms& terms_of) {
  std::vector<at::Tensor> leaves;
  for (const model::NamedTensor& parameter : parameters.parameters()) {
    leaves.push_back(parameter.tensor);
  }
  Evaluated sum{{}, at::zeros_like(parameters.values())};
  const model::NamedTensors gradients = parameters.views(sum.gradient);
  at::Tensor terms = at::zeros({kLossTerms}, sum.gradient.options().dtype(at::kDouble));
  base::for_each_chunk(rows, bytes_per_row, [&](std::int64_t start, std::int64_t count) {
    const loss::LossTerms chunk = terms_of(start, count);
    const std::vector<at::Tensor> mine = torch::autograd::grad({chunk.loss}, leaves);
    const at::NoGradGuard no_grad;
    for (std::size_t i = 0; i < mine.size(); ++i) gradients[i].tensor.add_(mine[i]);
    terms += stack(chunk);
  });
  sum.terms = to_means(terms.cpu());
  return sum;
}

}  // namespace sae::train
