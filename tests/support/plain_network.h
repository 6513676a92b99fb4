// SPDX-License-Identifier: MIT
// A small network as other programs exchange it.
#pragma once

#include <filesystem>
#include <fstream>

#include "run/export_files.h"
#include "support/tensors.h"

namespace sae::test {

/// Three values, two code units, a linear output, in float64.
inline run::PlainNetwork small_network(config::Activation code = config::Activation::kRelu) {
  run::PlainNetwork network;
  network.config.layers = {2};
  network.config.code_activation = code;
  network.config.output_activation = config::Activation::kIdentity;
  network.config.dtype = config::Dtype::kFloat64;
  if (config::keeps_largest(code)) network.config.k = 1;
  network.width = 3;
  network.weights = {{"encoder.0.weight", matrix({{1, 2, 3}, {4, 5, 6}})},
                     {"encoder.0.bias", vector({0.5, -0.25})},
                     {"decoder.0.weight", matrix({{3, 0}, {4, 1}, {0, 2}})},
                     {"decoder.0.bias", vector({1, 2, 3})}};
  if (code == config::Activation::kBatchTopk) {
    network.weights.push_back({model::kThresholdName, scalar(1.5)});
  }
  return network;
}

/// The values of one of a network's tensors; empty if it has none of this name.
inline std::vector<double> weight_values(const run::PlainNetwork& network,
                                         const std::string& name) {
  for (const auto& named : network.weights) {
    if (named.name == name) return values(named.tensor);
  }
  return {};
}

/// Writes exported files into a folder.
inline void write_files(const std::filesystem::path& folder,
                        const std::vector<run::ExportedFile>& files) {
  for (const run::ExportedFile& file : files) {
    std::ofstream(folder / file.name, std::ios::binary) << file.bytes;
  }
}

}  // namespace sae::test
