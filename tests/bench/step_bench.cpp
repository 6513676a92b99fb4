// SPDX-License-Identifier: MIT
// How fast a step is: the fused engine, the autograd engine, and the limit, which is the same
// matrix products alone and one pass of Adam over the parameters, on the same threads. All are run
// in turn, round by round; the table tells medians, their spread and ratios. Synthetic images of
// FashionMNIST's size: a step costs the same whatever the pixels show.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/rand.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sae/base/text.h"
#include "sae/base/thread_team.h"
#include "sae/config/resolve.h"
#include "sae/data/batcher.h"
#include "sae/engine/blas.h"
#include "sae/engine/engine.h"
#include "sae/engine/kernels.h"
#include "sae/engine/runtime.h"
#include "sae/model/autoencoder.h"

namespace {

using sae::base::Block;
using sae::engine::Factor;
using sae::engine::Index;
using sae::engine::Product;

constexpr Index kWidth = 784;

/// One net, batch, penalty and number of threads.
struct Case {
  std::string name;
  sae::config::Config config;
  int threads = 1;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const char* net : {"default", "tutorial"}) {
    for (const char* batch : {"32", "128"}) {
      for (const char* sparse : {"no", "yes"}) {
        for (const int threads : {1, 2}) {
          std::vector<sae::config::Setting> typed = {{"batch_size", batch}, {"add_sparse", sparse}};
          if (net[0] == 't') typed.push_back({"preset", "tutorial-kl"});
          const std::string penalty = sparse[0] == 'n' ? "none"
                                      : net[0] == 't'  ? "kl_per_sample"
                                                       : "kl";
          cases.push_back(
              {std::string(net) + " | " + batch + " | " + penalty + " | " + std::to_string(threads),
               sae::config::resolve({}, typed).config, threads});
        }
      }
    }
  }
  return cases;
}

/// Trains through all rows once.
using Epoch = std::function<void()>;

Epoch engine_epoch(const Case& entry, sae::config::EngineChoice choice, const at::Tensor& rows) {
  sae::config::Config config = entry.config;
  config.train.engine = choice;
  auto model = std::make_shared<sae::model::Autoencoder>(config.model, kWidth, 1);
  auto engine = std::make_shared<sae::engine::ChosenEngine>(
      sae::engine::choose_engine(**model, config, entry.threads));
  auto batcher = std::make_shared<sae::data::Batcher>(rows, config.train.batch_size, 1);
  return [model, engine, batcher, threads = entry.threads] {
    sae::engine::prepare_threads(threads);
    batcher->start_epoch(1);
    for (Index i = 0; i < batcher->batches(); ++i) engine->engine->step(batcher->batch(i));
    static_cast<void>(engine->engine->meter().means());
  };
}

/// The bare products and one pass of Adam.
class Limit {
 public:
  Limit(const Case& entry, Index rows)
      : config_(entry.config), rows_(rows), team_(entry.threads, sae::engine::flush_denormals) {
    std::vector<Index> widths = {kWidth};
    for (const Index width : config_.model.layers) widths.push_back(width);
    for (std::size_t i = config_.model.layers.size(); i > 0; --i) widths.push_back(widths[i - 1]);
    Index widest = 0, largest = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
      layers_.push_back({widths[i], widths[i + 1]});
      parameters_ += (widths[i] + 1) * widths[i + 1];
      largest = std::max(largest, widths[i] * widths[i + 1]);
      widest = std::max(widest, widths[i]);
    }
    const Index batch = 2 * config_.train.batch_size;
    for (std::vector<float>* buffer : {&input_, &output_})
      buffer->assign(static_cast<std::size_t>(batch * widest), 0.1F);
    weight_.assign(static_cast<std::size_t>(parameters_), 0.1F);
    gradient_.assign(static_cast<std::size_t>(std::max(largest, parameters_)), 0.1F);
    mean_ = square_ = weight_;
  }

  void epoch() {
    const Index steps = (rows_ + config_.train.batch_size - 1) / config_.train.batch_size;
    team_.run([&](int rank) {
      const sae::engine::SingleBlasThread single;
      for (Index step = 0; step < steps; ++step) this->step(rank);
    });
  }

 private:
  struct Layer {
    Index in, out;
  };

  void step(int rank) {
    const Index batch = config_.train.batch_size;
    const bool chained =
        config_.loss.sparse() && config_.loss.penalty == sae::config::Penalty::kKlPerSample;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const auto [in, out] = layers_[i];
      const Index rows = chained && i > 0 ? 2 * batch : batch;
      const Block outs = sae::base::block_of(out, rank, team_.size(), 16);
      const Block ins = sae::base::block_of(in, rank, team_.size(), 16);
      Product<float> product{rows,
                             outs.size(),
                             in,
                             {input_.data(), in},
                             Factor::kPlain,
                             {weight_.data() + outs.begin * in, in},
                             Factor::kTransposed,
                             {output_.data() + outs.begin, out},
                             false};
      multiply(product);
      product = {outs.size(),
                 in,
                 rows,
                 {output_.data() + outs.begin, out},
                 Factor::kTransposed,
                 {input_.data(), in},
                 Factor::kPlain,
                 {gradient_.data() + outs.begin * in, in},
                 false};
      multiply(product);
      if (i == 0) continue;
      product = {rows,
                 ins.size(),
                 out,
                 {output_.data(), out},
                 Factor::kPlain,
                 {weight_.data() + ins.begin, in},
                 Factor::kPlain,
                 {input_.data() + ins.begin, in},
                 false};
      multiply(product);
    }
    const Block mine = sae::base::block_of(parameters_, rank, team_.size(), 16);
    sae::engine::choose_kernels<float>().adam(
        {0.9F, 0.999F, 1e-8F, 0, 1, 0}, mine.size(), weight_.data() + mine.begin,
        gradient_.data() + mine.begin, mean_.data() + mine.begin, square_.data() + mine.begin);
  }

  sae::config::Config config_;
  Index rows_;
  sae::base::ThreadTeam team_;
  std::vector<Layer> layers_;
  Index parameters_ = 0;
  std::vector<float> input_, output_, weight_, gradient_, mean_, square_;
};

double seconds_of(const Epoch& epoch) {
  const auto start = std::chrono::steady_clock::now();
  epoch();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

std::string rate(Index rows, const std::vector<double>& seconds) {
  const double median = quantile(seconds, 0.5);
  const double spread = (quantile(seconds, 0.75) - quantile(seconds, 0.25)) / median;
  return sae::base::format_count(static_cast<Index>(static_cast<double>(rows) / median)) + " (±" +
         sae::base::format_fixed(50 * spread, 0) + " %)";
}

void bench(const Case& entry, Index rows, int rounds) {
  at::Generator generator = at::detail::createCPUGenerator(/*seed=*/1);
  const at::Tensor images = at::rand({rows, kWidth}, generator, at::kFloat);
  Limit limit(entry, rows);
  const std::vector<Epoch> epochs = {
      engine_epoch(entry, sae::config::EngineChoice::kFused, images),
      engine_epoch(entry, sae::config::EngineChoice::kAutograd, images), [&] { limit.epoch(); }};
  std::vector<std::vector<double>> seconds(epochs.size());
  std::vector<double> to_autograd, to_limit;
  for (int round = -1; round < rounds; ++round) {
    std::vector<double> turn;
    for (const Epoch& epoch : epochs) turn.push_back(seconds_of(epoch));
    if (round < 0) continue;  // memory is touched for the first time
    for (std::size_t i = 0; i < turn.size(); ++i) seconds[i].push_back(turn[i]);
    to_autograd.push_back(turn[1] / turn[0]);
    to_limit.push_back(turn[0] / turn[2]);
  }
  std::printf("| %s | %s | %s | %s | %s | %s |\n", entry.name.c_str(),
              rate(rows, seconds[0]).c_str(), rate(rows, seconds[1]).c_str(),
              rate(rows, seconds[2]).c_str(),
              sae::base::format_fixed(quantile(to_autograd, 0.5), 2).c_str(),
              sae::base::format_fixed(quantile(to_limit, 0.5), 2).c_str());
  std::fflush(stdout);
}

}  // namespace

/// step_bench [ROUNDS] [IMAGES] [WORD]: only the rows that contain WORD.
int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
  const Index rows = argc > 2 ? std::atol(argv[2]) : 15000;
  const std::string word = argc > 3 ? argv[3] : "";
  sae::engine::flush_denormals();
  std::printf(
      "| net | batch | penalty | threads | fused | autograd | limit | fused is faster by | fused ÷ "
      "limit |\n"
      "|---|---|---|---|---|---|---|---|---|\n");
  for (const Case& entry : all_cases()) {
    if (entry.name.find(word) != std::string::npos) bench(entry, rows, rounds);
  }
  return 0;
}
