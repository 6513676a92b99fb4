// SPDX-License-Identifier: MIT
// A chain of runs, each encoding the codes of the previous one.
#include "run/stack.h"

#include <string>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

namespace sae::run {
namespace {

constexpr std::size_t kMostRuns = 32;

}  // namespace

Stack::Stack(std::vector<TrainedRun> runs) : runs_(std::move(runs)) {
  for (std::size_t i = 1; i < runs_.size(); ++i) {
    const TrainedRun &before = runs_[i - 1], &run = runs_[i];
    if (run.width() == before.code_width()) continue;
    throw Error(ErrorKind::kUsage, run.folder().string() + ": expected a run on rows of " +
                                       std::to_string(before.code_width()) +
                                       " values (the codes of " + before.folder().string() +
                                       "), found one on rows of " + std::to_string(run.width()) +
                                       " values");
  }
}

Stack Stack::load(const std::vector<std::filesystem::path>& folders, Weights which) {
  std::vector<TrainedRun> runs;
  for (const std::filesystem::path& folder : folders) {
    runs.push_back(TrainedRun::load(folder, which));
  }
  while (const auto& before = runs.front().config().data.encode_with) {
    if (runs.size() + before->size() > kMostRuns) {
      throw Error(ErrorKind::kCheckpoint,
                  runs.front().folder().string() + ": expected at most " +
                      std::to_string(kMostRuns) +
                      " runs in a stack (does --encode_with form a cycle?)");
    }
    std::vector<TrainedRun> earlier;
    for (const std::string& folder : *before) earlier.push_back(TrainedRun::load(folder, which));
    runs.insert(runs.begin(), earlier.begin(), earlier.end());
  }
  Stack stack(std::move(runs));
  stack.warn_of_other_codes();
  return stack;
}

void Stack::warn_of_other_codes() const {
  for (std::size_t i = 1; i < runs_.size(); ++i) {
    const TrainedRun &before = runs_[i - 1], &run = runs_[i];
    if (!run.config().data.encode_with || run.trained_on().empty()) continue;
    if (run.trained_on().ends_with(data::Encoder{{}, fingerprint(i), 0}.mark())) continue;
    base::log_warning(run.folder().string() +
                      " was trained on codes that differ from the current codes of " +
                      before.folder().string() + " (retrained since?)");
  }
}

const TrainedRun& Stack::source() const {
  return last().config().data.encode_with ? last() : first();
}

std::string Stack::fingerprint(std::size_t runs) const {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < runs; ++i) parts.push_back(runs_[i].fingerprint());
  return base::join(parts, ",");
}

void Stack::set_k_eval_factor(double factor) {
  for (TrainedRun& run : runs_) run.set_k_eval_factor(factor);
}

at::Tensor Stack::rows_of_last(const at::Tensor& rows) const {
  at::Tensor codes = rows;
  for (std::size_t i = 0; i + 1 < runs_.size(); ++i) codes = runs_[i].encode(codes);
  return codes;
}

at::Tensor Stack::features(const at::Tensor& rows) const {
  return last().features(rows_of_last(rows));
}

at::Tensor Stack::encode(const at::Tensor& rows) const { return last().encode(rows_of_last(rows)); }

at::Tensor Stack::decode(const at::Tensor& codes) const {
  at::Tensor values = last().decode(codes);
  for (std::size_t i = runs_.size() - 1; i > 0; --i) {
    values = runs_[i - 1].decode(runs_[i].transform().undo(values));
  }
  return values;
}

data::TableEncoding columns_of(const Stack& stack, const config::DataConfig& config) {
  const bool own = config.data == stack.first().config().data.data;
  return own ? data::TableEncoding() : stack.first().transform().encoding();
}

data::Split load_split(const config::DataConfig& config, at::ScalarType type) {
  if (!config.encode_with) return data::load_split(config, type);
  const Stack stack = Stack::load({config.encode_with->begin(), config.encode_with->end()});
  const auto encode = [&](const at::Tensor& rows) {
    stack.first().check_width(rows.size(1), "--encode_with " + stack.first().folder().string());
    return stack.encode(rows);
  };
  return data::load_split(
      config, type,
      data::Encoder{encode, stack.fingerprint(), stack.first().transform().full_scale(),
                    columns_of(stack, config)});
}

}  // namespace sae::run
