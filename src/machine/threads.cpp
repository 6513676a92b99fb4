// SPDX-License-Identifier: MIT
// Chooses the number of threads of a run.
#include "machine/threads.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace sae::machine {

int choose_threads(const config::TrainConfig& config, std::int64_t parameters, std::int64_t rows,
                   int cores) {
  if (config.threads) return static_cast<int>(*config.threads);
  constexpr double kMost = 8;
  // Matrix products of about a tenth of a millisecond, much longer than a barrier takes.
  constexpr double kMultiplicationsOfAThread = 4e6;
  const double multiplications = 3 * static_cast<double>(parameters) * static_cast<double>(rows);
  const double fed = std::floor(multiplications / kMultiplicationsOfAThread);
  return static_cast<int>(std::clamp(std::min(fed, static_cast<double>(cores)), 1.0, kMost));
}

void prepare_threads(int threads) { at::set_num_threads(threads); }

}  // namespace sae::machine
