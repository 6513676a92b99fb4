// SPDX-License-Identifier: MIT
// Runs a few steps on two threads under the thread sanitizer. barriers [NUMBER] skips the barrier
// of that number and prints the number of barriers per step on stdout.
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "fused/fused_step.h"
#include "machine/threads.h"
#include "train/denormals.h"

namespace {

using namespace sae;

/// 64-48-20-48-64 with kl_per_sample, the penalty with the most barriers. The outer layers are
/// divided, the inner ones are not.
fused::FusedPlan make_plan() {
  const std::vector<fused::Index> widths = {64, 48, 20, 48, 64};
  fused::FusedPlan plan;
  fused::Index start = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    const fused::Index in = widths[i], out = widths[i + 1];
    plan.layers.push_back(
        {in, out, config::Activation::kSigmoid, start, start + in * out, false, std::nullopt});
    start += in * out + 64;
  }
  plan.code = 1;
  plan.loss.penalty = config::Penalty::kKlPerSample;
  plan.batch_size = 64;
  return plan;
}

}  // namespace

int main(int argc, char** argv) {
  base::ThreadTeam team(2, train::flush_denormals);
  const std::size_t parameters = 16384;
  std::vector<float> weights(parameters, 0.01F), mean(parameters), square(parameters);
  float steps = 0;
  const auto step = fused::make_fused_step<float>(
      make_plan(), {weights.data(), mean.data(), square.data(), &steps}, team);
  if (argc > 1) step->skip_barrier(std::atoi(argv[1]));
  const std::vector<float> rows(64 * 64, 0.5F);
  for (int i = 0; i < 20; ++i) step->step({rows.data(), nullptr, 64});
  std::printf("%d\n", step->barriers());
  return 0;
}
