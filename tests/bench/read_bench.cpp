// SPDX-License-Identifier: MIT
// Reads the data at a path as sae_train does; prints the numbers of rows and columns, and the sum
// of the values.
#include <ATen/core/Tensor.h>

#include <cstdio>

#include "base/chunks.h"
#include "base/error.h"
#include "data/source.h"

int main(int argc, char** argv) try {
  if (argc != 2) return 2;
  sae::config::DataConfig config;
  config.data = argv[1];
  const at::Tensor rows = sae::data::read_source(config).train.features;
  double sum = 0;
  sae::base::for_each_chunk(rows.size(0), 8 * rows.size(1),
                            [&](std::int64_t start, std::int64_t count) {
                              sum += rows.narrow(0, start, count).sum(at::kDouble).item<double>();
                            });
  std::printf("%lld %lld %.17g\n", static_cast<long long>(rows.size(0)),
              static_cast<long long>(rows.size(1)), sum);
  return 0;
} catch (const sae::Error& error) {
  std::fprintf(stderr, "read_bench: error: %s\n", error.what());
  return 1;
}
