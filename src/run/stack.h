// SPDX-License-Identifier: MIT
// A chain of runs, each encoding the codes of the previous one.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/split.h"
#include "run/trained_run.h"

namespace sae::run {

/// A chain of trained runs: each takes the codes of the previous one as its rows.
class Stack {
 public:
  /// runs: at least one. Throws kUsage if a run's input width differs from the previous run's code
  /// width.
  explicit Stack(std::vector<TrainedRun> runs);
  /// Loads the run of each folder, preceded by the runs that the first one was trained on
  /// (--encode_with). Logs a warning for each run trained on codes that the runs before it no
  /// longer produce. Also throws as TrainedRun::load does.
  static Stack load(const std::vector<std::filesystem::path>& folders,
                    Weights which = Weights::kLast);

  const std::vector<TrainedRun>& runs() const { return runs_; }
  const TrainedRun& first() const { return runs_.front(); }
  const TrainedRun& last() const { return runs_.back(); }
  /// The run whose data the stack is applied to. The last run if it was trained with --encode_with
  /// (the runs before it take the same rows), otherwise the first.
  const TrainedRun& source() const;
  /// H, the width of the last code.
  std::int64_t code_width() const { return last().code_width(); }

  /// Calls TrainedRun::set_k_eval_factor on every run.
  void set_k_eval_factor(double factor);

  /// Checksums of all runs, separated by commas; identifies the stack.
  std::string fingerprint() const { return fingerprint(runs_.size()); }

  /// rows [N, D] as in the first run's files → features of the last run, in its input width and
  /// scale. Their source is the codes of the run before it, or the rows if it is the only run.
  at::Tensor features(const at::Tensor& rows) const;
  /// rows [N, D] → codes [N, H] of the last run, as TrainedRun::encode.
  at::Tensor encode(const at::Tensor& rows) const;
  /// codes [N, H] of the last run → [N, D], decoded by all runs in reverse order. The result has
  /// the scale of the first run's features.
  at::Tensor decode(const at::Tensor& codes) const;

 private:
  void warn_of_other_codes() const;
  /// Checksums of the first `runs` runs.
  std::string fingerprint(std::size_t runs) const;
  /// rows [N, D] → input rows of the last run, before its transform.
  at::Tensor rows_of_last(const at::Tensor& rows) const;

  std::vector<TrainedRun> runs_;
};

/// The columns that a table must have to be encoded by these runs: those of the first run, or none
/// if `config` names the data that it was trained on.
data::TableEncoding columns_of(const Stack& stack, const config::DataConfig& config);

/// data::load_split, with the codes of config.encode_with if runs are named. Throws kData if the
/// rows do not have the first run's input width, and as Stack::load does.
data::Split load_split(const config::DataConfig& config, at::ScalarType type);

}  // namespace sae::run
