// SPDX-License-Identifier: MIT
// An approximate upper bound on the speed of training steps with the same BLAS.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "config/config.h"
#include "fused/blas.h"

namespace sae::bench {

/// Only a step's matrix products and one Adam pass over the parameters. The threads never wait for
/// each other, and each has its own weights. The values are meaningless. kl_per_sample's second
/// chain is included from the second layer on.
class Limit {
 public:
  /// width: D. rows: images per epoch.
  Limit(const config::Config& config, std::int64_t width, std::int64_t rows, int threads);

  /// Runs the steps of one epoch.
  void epoch();

 private:
  struct Layer {
    std::int64_t in, out;
  };

  void step(int rank);
  void forward(const Layer& layer, base::Block outs, std::int64_t rows, const float* weight);
  void weight_gradient(const Layer& layer, base::Block outs, std::int64_t rows, float* gradient);
  void input_gradient(const Layer& layer, base::Block outs, std::int64_t rows, const float* weight,
                      int rank);
  void adam(std::int64_t first, std::int64_t count);

  std::int64_t batch_;
  std::int64_t steps_;
  bool chained_;  ///< kl_per_sample: two chains after the first layer
  base::ThreadTeam team_;
  std::vector<Layer> layers_;
  std::int64_t parameters_ = 0;
  base::AlignedVector<float> input_, output_, weight_, gradient_, mean_, square_;
  std::vector<base::AlignedVector<float>> input_gradients_;  ///< per thread
};

}  // namespace sae::bench
