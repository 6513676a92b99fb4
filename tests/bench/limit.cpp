// SPDX-License-Identifier: MIT
// A step's matrix products and Adam pass, without the rest.
#include "bench/limit.h"

#include <algorithm>

#include "fused/kernels.h"
#include "machine/threads.h"
#include "train/denormals.h"

namespace sae::bench {
namespace {

using base::Block;
using fused::Factor;
using Index = std::int64_t;

constexpr Index kGrain = 16;

}  // namespace

Limit::Limit(const config::Config& config, Index width, Index rows, int threads)
    : batch_(config.train.batch_size),
      steps_((rows + batch_ - 1) / batch_),
      chained_(config.loss.sparse() && config.loss.penalty == config::Penalty::kKlPerSample),
      team_(threads, train::flush_denormals) {
  std::vector<Index> widths = {width};
  widths.insert(widths.end(), config.model.layers.begin(), config.model.layers.end());
  for (std::size_t i = widths.size() - 1; i > 0; --i) widths.push_back(widths[i - 1]);
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    layers_.push_back({widths[i], widths[i + 1]});
    parameters_ += (widths[i] + 1) * widths[i + 1];
  }
  const Index widest = *std::ranges::max_element(widths);
  for (base::AlignedVector<float>* buffer : {&input_, &output_}) {
    buffer->assign(static_cast<std::size_t>(2 * batch_ * widest), 0.1F);
  }
  input_gradients_.assign(static_cast<std::size_t>(threads), input_);
  weight_.assign(static_cast<std::size_t>(parameters_), 0.1F);
  gradient_ = mean_ = square_ = weight_;
}

void Limit::epoch() {
  team_.run([&](int rank) {
    const fused::SingleBlasThread single;
    for (Index step = 0; step < steps_; ++step) this->step(rank);
  });
}

void Limit::step(int rank) {
  Index start = 0;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const Index rows = chained_ && i > 0 ? 2 * batch_ : batch_;
    const Block outs = base::block_of(layer.out, rank, team_.size(), kGrain);
    const Index first = start + outs.begin * layer.in, count = outs.size() * layer.in;
    forward(layer, outs, rows, weight_.data() + first);
    weight_gradient(layer, outs, rows, gradient_.data() + first);
    if (i > 0) input_gradient(layer, outs, rows, weight_.data() + first, rank);
    adam(first, count);
    start += layer.in * layer.out;
  }
  if (rank == 0) adam(start, parameters_ - start);
}

void Limit::forward(const Layer& layer, Block outs, Index rows, const float* weight) {
  const auto [in, out] = layer;
  multiply(fused::Product<float>{rows,
                                 outs.size(),
                                 in,
                                 {input_.data(), in},
                                 Factor::kPlain,
                                 {weight, in},
                                 Factor::kTransposed,
                                 {output_.data() + outs.begin, out}});
}

void Limit::weight_gradient(const Layer& layer, Block outs, Index rows, float* gradient) {
  const auto [in, out] = layer;
  multiply(fused::Product<float>{outs.size(),
                                 in,
                                 rows,
                                 {output_.data() + outs.begin, out},
                                 Factor::kTransposed,
                                 {input_.data(), in},
                                 Factor::kPlain,
                                 {gradient, in}});
}

void Limit::input_gradient(const Layer& layer, Block outs, Index rows, const float* weight,
                           int rank) {
  const auto [in, out] = layer;
  multiply(fused::Product<float>{rows,
                                 in,
                                 outs.size(),
                                 {output_.data() + outs.begin, out},
                                 Factor::kPlain,
                                 {weight, in},
                                 Factor::kPlain,
                                 {input_gradients_[static_cast<std::size_t>(rank)].data(), in}});
}

void Limit::adam(Index first, Index count) {
  fused::choose_kernels<float>().adam({0.9F, 0.999F, 1e-8F, 0, 1, 0, 1}, count,
                                      weight_.data() + first, gradient_.data() + first,
                                      mean_.data() + first, square_.data() + first);
}

}  // namespace sae::bench
