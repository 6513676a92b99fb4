// SPDX-License-Identifier: MIT
// A trained run: its results, and its network applied to rows.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sae/config.h"
#include "sae/export.h"

namespace sae {

/// The columns of metrics.csv for one epoch, by name: "epoch", "val_mse", "val_l0", …
/// docs/run-folder.md defines them.
using EpochMetrics = std::map<std::string, double>;

/// Weights of a run folder.
enum class Weights {
  kLast,  ///< after the last saved epoch
  kBest,  ///< after the epoch with the smallest validation error
};

/// A run folder, loaded on the CPU. Rows are values as in the data files, one row after another;
/// scaling and whitening of the run are applied to them and undone. Copies share the network. All
/// member functions may be called by several threads at once.
class SAE_API Run {
 public:
  /// Loads a run folder, finished or not. Throws kCheckpoint if it is not a run, no epoch was
  /// finished, or a file is damaged.
  explicit Run(const std::filesystem::path& folder, Weights weights = Weights::kLast);

  const std::filesystem::path& folder() const;
  /// The run's complete configuration.
  Config config() const;
  /// One element per finished epoch, read anew at each call. Throws kCheckpoint if metrics.csv
  /// cannot be read.
  std::vector<EpochMetrics> metrics() const;

  /// D, the number of values in a row, >= 1.
  std::size_t width() const;
  /// H, the number of units of the code, >= 1.
  std::size_t code_width() const;

  /// rows [N · D] → codes [N · H], N >= 0. With topk, k_eval_factor · k units are active. Throws
  /// kData unless the size is a multiple of D and all values are finite.
  std::vector<float> encode(std::span<const float> rows) const;
  /// codes [N · H] → rows [N · D], in the units of the data. (With patch_norm ufldl, neither it nor
  /// the scale can be undone: the values are the network's.) Throws kData unless the size is a
  /// multiple of H and all values are finite.
  std::vector<float> decode(std::span<const float> codes) const;
  /// decode(encode(rows)).
  std::vector<float> reconstruct(std::span<const float> rows) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace sae
