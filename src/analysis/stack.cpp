// SPDX-License-Identifier: MIT
// Runs one behind the other.
#include "sae/analysis/stack.h"

#include <string>
#include <utility>

#include "sae/base/error.h"

namespace sae::analysis {

Stack::Stack(std::vector<TrainedRun> runs) : runs_(std::move(runs)) {
  for (std::size_t i = 1; i < runs_.size(); ++i) {
    const TrainedRun &before = runs_[i - 1], &run = runs_[i];
    if (run.width() == before.code_width()) continue;
    throw Error(ErrorKind::kUsage, run.folder().string() + ": expected a run on the " +
                                       std::to_string(before.code_width()) + " codes of " +
                                       before.folder().string() + ", found one on rows of " +
                                       std::to_string(run.width()) + " values");
  }
}

Stack Stack::load(const std::vector<std::filesystem::path>& folders, Weights which) {
  std::vector<TrainedRun> runs;
  for (const std::filesystem::path& folder : folders) {
    runs.push_back(TrainedRun::load(folder, which));
  }
  return Stack(std::move(runs));
}

void Stack::set_k_eval_factor(double factor) {
  for (TrainedRun& run : runs_) run.set_k_eval_factor(factor);
}

at::Tensor Stack::encode(const at::Tensor& rows) const {
  at::Tensor codes = rows;
  for (const TrainedRun& run : runs_) codes = run.encode(codes);
  return codes;
}

}  // namespace sae::analysis
