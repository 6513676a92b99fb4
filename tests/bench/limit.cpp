// SPDX-License-Identifier: MIT
// The matrix products alone.
#include "bench/limit.h"

#include <algorithm>

#include "sae/engine/kernels.h"
#include "sae/engine/runtime.h"

namespace sae::bench {
namespace {

using base::Block;
using engine::Factor;
using Index = std::int64_t;

constexpr Index kGrain = 16;

}  // namespace

Limit::Limit(const config::Config& config, Index width, Index rows, int threads)
    : batch_(config.train.batch_size),
      steps_((rows + batch_ - 1) / batch_),
      chained_(config.loss.sparse() && config.loss.penalty == config::Penalty::kKlPerSample),
      team_(threads, engine::flush_denormals) {
  std::vector<Index> widths = {width};
  widths.insert(widths.end(), config.model.layers.begin(), config.model.layers.end());
  for (std::size_t i = widths.size() - 1; i > 0; --i) widths.push_back(widths[i - 1]);
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    layers_.push_back({widths[i], widths[i + 1]});
    parameters_ += (widths[i] + 1) * widths[i + 1];
  }
  const Index widest = *std::ranges::max_element(widths);
  for (std::vector<float>* buffer : {&input_, &output_}) {
    buffer->assign(static_cast<std::size_t>(2 * batch_ * widest), 0.1F);
  }
  weight_.assign(static_cast<std::size_t>(parameters_), 0.1F);
  gradient_ = mean_ = square_ = weight_;
}

void Limit::epoch() {
  team_.run([&](int rank) {
    const engine::SingleBlasThread single;
    for (Index step = 0; step < steps_; ++step) this->step(rank);
  });
}

void Limit::step(int rank) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Index rows = chained_ && i > 0 ? 2 * batch_ : batch_;
    forward(layers_[i], rows, rank);
    weight_gradient(layers_[i], rows, rank);
    if (i > 0) input_gradient(layers_[i], rows, rank);
  }
  adam(rank);
}

void Limit::forward(const Layer& layer, Index rows, int rank) {
  const auto [in, out] = layer;
  const Block outs = base::block_of(out, rank, team_.size(), kGrain);
  multiply(engine::Product<float>{rows,
                                  outs.size(),
                                  in,
                                  {input_.data(), in},
                                  Factor::kPlain,
                                  {weight_.data() + outs.begin * in, in},
                                  Factor::kTransposed,
                                  {output_.data() + outs.begin, out}});
}

void Limit::weight_gradient(const Layer& layer, Index rows, int rank) {
  const auto [in, out] = layer;
  const Block outs = base::block_of(out, rank, team_.size(), kGrain);
  multiply(engine::Product<float>{outs.size(),
                                  in,
                                  rows,
                                  {output_.data() + outs.begin, out},
                                  Factor::kTransposed,
                                  {input_.data(), in},
                                  Factor::kPlain,
                                  {gradient_.data() + outs.begin * in, in}});
}

void Limit::input_gradient(const Layer& layer, Index rows, int rank) {
  const auto [in, out] = layer;
  const Block ins = base::block_of(in, rank, team_.size(), kGrain);
  multiply(engine::Product<float>{rows,
                                  ins.size(),
                                  out,
                                  {output_.data(), out},
                                  Factor::kPlain,
                                  {weight_.data() + ins.begin, in},
                                  Factor::kPlain,
                                  {input_.data() + ins.begin, in}});
}

void Limit::adam(int rank) {
  const Block mine = base::block_of(parameters_, rank, team_.size(), kGrain);
  engine::choose_kernels<float>().adam({0.9F, 0.999F, 1e-8F, 0, 1, 0}, mine.size(),
                                       weight_.data() + mine.begin, gradient_.data() + mine.begin,
                                       mean_.data() + mine.begin, square_.data() + mine.begin);
}

}  // namespace sae::bench
