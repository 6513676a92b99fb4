// SPDX-License-Identifier: MIT
// Reads a run's own rows as in training.
#include "cli/own_rows.h"

#include <cstdint>

#include "run/stack.h"
#include "session/targets.h"

namespace sae::cli {

data::Split read_own_rows(const run::TrainedRun& run, const std::optional<std::string>& data) {
  config::Config config = run.config();
  if (data) config.data.data = data;
  data::Split split =
      run::load_split(config.data, static_cast<std::uint64_t>(config.train.seed), run.type());
  run.check_reading(split);
  run.check_width(split.train.width(), split.place);
  session::prepare_targets(config, split);
  return split;
}

}  // namespace sae::cli
