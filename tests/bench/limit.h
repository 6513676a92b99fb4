// SPDX-License-Identifier: MIT
// What no training step on the same BLAS can beat by much.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "base/thread_team.h"
#include "config/config.h"
#include "fused/blas.h"

namespace sae::bench {

/// A step's matrix products alone and one pass of Adam over the parameters, on a team of threads
/// that never wait for each other, each on weights of its own. What the products multiply means
/// nothing; kl_per_sample's second chain counts from the second layer on.
class Limit {
 public:
  /// D: `width`. rows: images an epoch.
  Limit(const config::Config& config, std::int64_t width, std::int64_t rows, int threads);

  /// As many steps as an epoch has.
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
  bool chained_;  ///< kl_per_sample: two chains behind the first layer
  base::ThreadTeam team_;
  std::vector<Layer> layers_;
  std::int64_t parameters_ = 0;
  base::AlignedVector<float> input_, output_, weight_, gradient_, mean_, square_;
  std::vector<base::AlignedVector<float>> input_gradients_;  ///< by thread
};

}  // namespace sae::bench
