// SPDX-License-Identifier: MIT
// Runs a few steps on two threads under the thread sanitizer. barriers chained|sparse [NUMBER]
// skips the barrier of that number and prints the number of barriers per step on stdout.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <vector>

#include "fused/fused_step.h"
#include "machine/threads.h"
#include "train/denormals.h"

namespace {

using namespace sae;

constexpr fused::Index kWidth = 80, kRows = 64;

/// The layers between these widths, with room for the parameters.
fused::FusedPlan make_plan(const std::vector<fused::Index>& widths, config::Activation activation) {
  fused::FusedPlan plan;
  fused::Index start = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    const fused::Index in = widths[i], out = widths[i + 1];
    plan.layers.push_back({in, out, activation, start, start + in * out, false, std::nullopt});
    start += in * out + kWidth;
  }
  plan.batch_size = kRows;
  return plan;
}

/// 80-48-20-48-80 with kl_per_sample, the penalty with the most barriers. The outer layers are
/// divided, the inner ones are not.
fused::FusedPlan chained_plan() {
  fused::FusedPlan plan = make_plan({kWidth, 48, 20, 48, kWidth}, config::Activation::kSigmoid);
  plan.code = 1;
  plan.loss.penalty = config::Penalty::kKlPerSample;
  return plan;
}

/// 80-48-80 of which few units are active, with AuxK, pre_bias and grad_clip; both layers are
/// divided, in other parts than the update of stored gradients.
fused::FusedPlan sparse_plan() {
  fused::FusedPlan plan = make_plan({kWidth, 48, kWidth}, config::Activation::kIdentity);
  plan.layers.front().activation = config::Activation::kTopk;
  plan.layers.back().transposed = true;
  plan.pre_bias = true;
  plan.loss.add_sparse = false;
  plan.optim.grad_clip = 1e-3;
  plan.loss.auxk = 1;
  plan.loss.dead_after = kRows;
  return plan;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: barriers chained|sparse [NUMBER]\n", stderr);
    return 2;
  }
  const bool sparse = std::strcmp(argv[1], "sparse") == 0;
  base::ThreadTeam team(2, train::flush_denormals);
  const std::size_t parameters = 16384;
  std::vector<float> weights(parameters, 0.01F), mean(parameters), square(parameters),
      gradient(parameters);
  std::vector<std::int64_t> silent(kWidth);
  std::int64_t revived = 0;
  float steps = 0;
  const auto step =
      fused::make_fused_step<float>(sparse ? sparse_plan() : chained_plan(),
                                    {weights.data(), mean.data(), square.data(), &steps, nullptr,
                                     silent.data(), &revived, sparse ? gradient.data() : nullptr},
                                    team);
  if (argc > 2) step->skip_barrier(std::atoi(argv[2]));
  // Rows that differ, as the errors that AuxK reconstructs must.
  std::vector<float> features(kRows * kWidth);
  for (std::size_t i = 0; i < features.size(); ++i) features[i] = static_cast<float>(i % 11);
  std::vector<std::int64_t> order(kRows);
  std::iota(order.begin(), order.end(), 0);
  fused::FusedBatch<float> batch{features.data(), order.data(), kRows};
  batch.active_k = 4;
  for (int i = 0; i < 20; ++i) step->step(batch);
  if (sparse && step->sparse_steps() != 20) {
    std::fputs("barriers: expected sparse steps, found others\n", stderr);
    return 1;
  }
  if (sparse && std::ranges::count(silent, 0) == kWidth) {
    std::fputs("barriers: expected dead units, found none\n", stderr);
    return 1;
  }
  std::printf("%d\n", step->barriers());
  return 0;
}
