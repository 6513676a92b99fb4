// SPDX-License-Identifier: MIT
// Runs one behind the other: each takes the codes of the one before it.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/split.h"
#include "run/trained_run.h"

namespace sae::run {

/// A chain of trained runs.
class Stack {
 public:
  /// runs: at least one. Throws kUsage where a run does not take rows as wide as the codes of the
  /// one before it.
  explicit Stack(std::vector<TrainedRun> runs);
  /// Loads the run of each folder. The runs that the first one was trained on (--encode_with) come
  /// before it. Logs a warning of each run that was trained on other codes than those before it
  /// make now. Throws as TrainedRun::load does, too.
  static Stack load(const std::vector<std::filesystem::path>& folders,
                    Weights which = Weights::kLast);

  const std::vector<TrainedRun>& runs() const { return runs_; }
  const TrainedRun& first() const { return runs_.front(); }
  const TrainedRun& last() const { return runs_.back(); }
  /// The run whose data the stack is put to use on: the last one where it was itself trained on the
  /// codes of runs (--encode_with), which take the same rows, else the first.
  const TrainedRun& source() const;
  /// H, the units of the last code.
  std::int64_t code_width() const { return last().code_width(); }

  /// TrainedRun::set_k_eval_factor of every run.
  void set_k_eval_factor(double factor);

  /// Checksums of all runs, to tell stacks apart.
  std::string fingerprint() const { return fingerprint(runs_.size()); }

  /// rows [N, D] as the first run's files have them → what the last network sees, which is as wide
  /// as it takes them: the codes of the run before it on its own scale, or the rows on theirs.
  at::Tensor features(const at::Tensor& rows) const;
  /// rows [N, D] → codes [N, H] of the last run, for use.
  at::Tensor encode(const at::Tensor& rows) const;
  /// codes [N, H] of the last run → what the decoders make of them one after the other [N, D], on
  /// the scale of the first run's features.
  at::Tensor decode(const at::Tensor& codes) const;

 private:
  void warn_of_other_codes() const;
  /// The checksums of the first runs.
  std::string fingerprint(std::size_t runs) const;
  /// rows [N, D] → what the last run takes for its rows.
  at::Tensor rows_of_last(const at::Tensor& rows) const;

  std::vector<TrainedRun> runs_;
};

/// data::load_split with the codes of config.encode_with, where runs are named. Throws kData when
/// the rows are not as wide as the first run takes them, and as Stack::load does.
data::Split load_split(const config::DataConfig& config, std::uint64_t seed, at::ScalarType type);

}  // namespace sae::run
