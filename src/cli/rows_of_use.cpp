// SPDX-License-Identifier: MIT
// The rows that a command puts a trained run to use on.
#include "sae/cli/rows_of_use.h"

#include <algorithm>

#include "sae/base/error.h"
#include "sae/config/validate.h"

namespace sae::cli {
namespace {

/// The configuration of the run's data with what was typed in its place, checked.
config::DataConfig checked_data_of_use(const analysis::TrainedRun& run,
                                       const std::vector<config::Setting>& typed) {
  config::Config config = run.config();
  config.data = config::data_of_use(config.data, typed);
  const std::vector<std::string> problems = config::validate(config, {});
  if (!problems.empty()) throw UsageErrors(problems);
  return config.data;
}

}  // namespace

bool is_typed(const std::vector<config::Setting>& typed, const std::string& name) {
  return std::ranges::find(typed, name, &config::Setting::name) != typed.end();
}

data::Split read_rows_of_use(const analysis::Stack& stack,
                             const std::vector<config::Setting>& typed) {
  const config::DataConfig config = checked_data_of_use(stack.last(), typed);
  const bool undivided = is_typed(typed, "data") && !config.valid;
  data::Split split =
      data::read_split(config, static_cast<std::uint64_t>(stack.last().config().train.seed),
                       undivided ? data::Division::kNone : data::Division::kOfTraining);
  stack.first().check_width(split.valid.width(), split.place);
  return split;
}

void check_whole(const std::string& name, std::int64_t value, std::int64_t low, std::int64_t high,
                 std::vector<std::string>& problems) {
  if (value >= low && value <= high) return;
  problems.push_back("--" + name + ": expected a whole number from " + std::to_string(low) +
                     " to " + std::to_string(high) + ", found " + std::to_string(value));
}

std::vector<std::string> label_names(const data::Dataset& rows) {
  std::vector<std::string> names;
  if (!rows.labels.defined()) return names;
  const at::Tensor labels = rows.labels.contiguous();
  const auto* label = labels.const_data_ptr<std::int64_t>();
  for (std::int64_t row = 0; row < rows.rows(); ++row) {
    names.push_back(rows.class_names.at(static_cast<std::size_t>(label[row])));
  }
  return names;
}

}  // namespace sae::cli
