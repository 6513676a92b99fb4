// SPDX-License-Identifier: MIT
// Writes the metrics of a run for TensorBoard.
#pragma once

#include <memory>
#include <string>

#include "run/run_folder.h"
#include "train/observer.h"

namespace sae::run {

/// After each checkpoint, appends the epochs that it has and kEventsName has not: one event per
/// epoch, with the columns of metrics.csv (train_loss is train/loss) but those that are nan. Of an
/// earlier file of the run, the whole events of epochs that the checkpoint has are kept. folder
/// must outlive the observer.
std::unique_ptr<train::Observer> make_event_log(const RunFolder& folder);

/// TensorBoard's name of a column: what precedes the first '_' of train_… and val_… names a group.
std::string event_tag(const std::string& column);

}  // namespace sae::run
