// SPDX-License-Identifier: MIT
// The figures of a run by name, and which of their values are better.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/enums.h"
#include "run/run_list.h"

namespace sae::batch {

/// Which values of a figure are better. kNone: neither; it describes the code (val_l0) or depends
/// on options such as beta (train_loss).
enum class Direction { kLower, kHigher, kNone };

/// "lower", "higher" or "none".
std::string direction_name(Direction direction);

/// Names of all figures: the columns of metrics.csv, epochs_done, training_seconds, and the test
/// set's test_mse and so on, one for each val_*.
std::vector<std::string> figure_names();

/// Whether figure_names has the name.
bool is_figure(const std::string& name);

/// Lower is better for errors (mse, fvu), dead units and times; higher for hoyer and
/// images_per_second. Other names: kNone.
Direction direction_of(const std::string& figure);

/// Whether the figure is measured on the test set.
bool is_test_figure(const std::string& figure);

/// Training time in seconds, summed over the finished epochs; nan if one of them is not known.
double training_seconds(const run::ListedRun& run);

/// The finite figures of a run by name; without a finished epoch only epochs_done and
/// training_seconds. at: the row of metrics.csv, the last or that of train::best_epoch. The test
/// figures of summary.json are those of the last epoch, so kBest leaves them out.
std::map<std::string, double> figures_of(const run::ListedRun& run, config::Weights at);

}  // namespace sae::batch
