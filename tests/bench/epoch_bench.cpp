// SPDX-License-Identifier: MIT
// Images per second of a training epoch: default and tutorial net, with and without the sparsity
// term. Synthetic images of FashionMNIST's size; a step costs the same whatever the pixels show.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/Generator.h>
#include <ATen/ops/rand.h>
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "sae/config/resolve.h"
#include "sae/data/batcher.h"
#include "sae/engine/engine.h"
#include "sae/engine/runtime.h"
#include "sae/model/autoencoder.h"

namespace {

constexpr std::int64_t kRows = 60000;
constexpr std::int64_t kWidth = 784;
constexpr int kRepetitions = 5;

/// What a run is called and how a user would ask for it.
struct Case {
  std::string name;
  std::vector<sae::config::Setting> typed;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const char* threads : {"1", "2"}) {
    for (const char* sparse : {"yes", "no"}) {
      const std::string tail = std::string("/sparse:") + sparse + "/threads:" + threads;
      for (const char* engine : {"fused", "autograd"}) {
        const std::string name = engine + tail;
        const std::vector<sae::config::Setting> common = {
            {"add_sparse", sparse}, {"threads", threads}, {"engine", engine}};
        all.push_back({"default/" + name, common});
        all.push_back({"tutorial-kl/" + name, common});
        all.back().typed.push_back({"preset", "tutorial-kl"});
      }
    }
  }
  return all;
}

void train_epoch(benchmark::State& state, const sae::config::Config& config) {
  const int threads = static_cast<int>(config.train.threads.value_or(1));
  sae::engine::prepare_threads(threads);
  at::Generator generator = at::detail::createCPUGenerator(/*seed=*/1);
  sae::data::Batcher batcher(at::rand({kRows, kWidth}, generator, at::kFloat),
                             config.train.batch_size, /*seed=*/1);
  sae::model::Autoencoder model(config.model, kWidth, /*seed=*/1);
  const sae::engine::ChosenEngine chosen = sae::engine::choose_engine(*model, config, threads);
  std::int64_t epoch = 0;
  for (auto _ : state) {
    batcher.start_epoch(++epoch);
    chosen.engine->meter().reset();
    for (std::int64_t i = 0; i < batcher.batches(); ++i) chosen.engine->step(batcher.batch(i));
    benchmark::DoNotOptimize(chosen.engine->meter().means());
  }
  state.SetItemsProcessed(state.iterations() * kRows);
}

}  // namespace

int main(int argc, char** argv) {
  sae::engine::flush_denormals();
  for (const Case& entry : cases()) {
    const sae::config::Config config = sae::config::resolve({}, entry.typed).config;
    benchmark::RegisterBenchmark(entry.name.c_str(),
                                 [config](benchmark::State& state) { train_epoch(state, config); })
        ->Unit(benchmark::kSecond)
        ->Iterations(1)
        ->Repetitions(kRepetitions)
        ->UseRealTime();
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
