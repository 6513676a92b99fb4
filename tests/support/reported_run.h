// SPDX-License-Identifier: MIT
// A run with data, to report on.
#pragma once

#include <fstream>
#include <string>

#include "report/statistics.h"
#include "run/stack.h"
#include "support/saved_run.h"

namespace sae::test {

/// A run on a table of columns a and b, of which the last two rows validate: (8, 8) of class "c"
/// and (−2, −2) of class "<b>". Its only unit has the code relu(a + b), and half of it goes to each
/// column: (8, 8) is exact, (−2, −2) becomes (0, 0).
struct ReportedRun {
  TemporaryFolder folder;
  std::string path, table;

  ReportedRun() {
    config::Config config = one_unit_config();
    config.model.code_activation = config::Activation::kRelu;
    config.data.scale = config::Scale::kNone;
    config.data.label_column = "kind";
    table = folder.write("x.csv", "a,b,kind\n1,1,<b>\n3,3,<b>\n").string();
    config.data.data = table;
    config.data.valid_data = folder.write("valid.csv", "a,b,kind\n8,8,c\n-2,-2,<b>\n").string();
    const data::Split split = data::read_split(config.data);
    path = save_run(folder.path() / "run", config, matrix({{1, 1}, {3, 3}}),
                    {matrix({{1, 1}}), vector({0}), matrix({{0.5}, {0.5}}), vector({0, 0})},
                    split.train.fingerprint)
               .folder.string();
    std::ofstream(path + "/metrics.csv") << "epoch,val_mse\n1,0.5\n";
  }

  run::TrainedRun load() const { return run::TrainedRun::load(path); }
  /// Its rows as in training.
  data::Split split() const {
    const run::TrainedRun run = load();
    return run::load_split(run.config().data, run.type());
  }
};

}  // namespace sae::test
