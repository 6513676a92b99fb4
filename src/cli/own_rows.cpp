// SPDX-License-Identifier: MIT
// Reads a run's own rows as in training.
#include "cli/own_rows.h"

#include <cstdint>

#include "base/error.h"
#include "run/stack.h"
#include "session/targets.h"

namespace sae::cli {

void expect_rows(const run::TrainedRun& run, const config::DataConfig& config) {
  if (config.data || !run.lacks_data()) return;
  throw Error(ErrorKind::kUsage,
              run.folder().string() +
                  ": expected rows of its own, found an imported run, whose rows are not known",
              "name rows with --data, or import it again with --data to give it rows of its own");
}

data::Split read_own_rows(const run::TrainedRun& run, const std::optional<std::string>& data) {
  config::Config config = run.config();
  if (data) config.data.data = data;
  expect_rows(run, config.data);
  data::Split split = run::load_split(config.data, run.type());
  run.check_reading(split);
  run.check_width(split.train.width(), split.place);
  session::prepare_targets(config, split);
  return split;
}

void check_trained_on(const run::TrainedRun& run, const data::Split& split) {
  if (run.trained_on().empty() || split.train.fingerprint == run.trained_on()) return;
  throw Error(ErrorKind::kData,
              split.place + ": expected the rows that " + run.folder().string() +
                  " was trained on, found others",
              "--data names the place of the original rows; sae eval measures other rows");
}

}  // namespace sae::cli
