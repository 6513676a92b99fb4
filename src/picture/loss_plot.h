// SPDX-License-Identifier: MIT
// The picture of a training: reconstruction errors and the sparsity term over the epochs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "format/image.h"

namespace sae::picture {

/// One value an epoch in each list. A list may be empty where there is nothing to show, except
/// `epochs`.
struct LossCurves {
  std::string title;                     ///< one line above the picture; may be empty
  std::vector<double> epochs;            ///< epoch numbers, ascending; need not start at 1
  std::vector<double> train_mse;         ///< mean over the epoch while the weights move
  std::vector<double> val_mse;           ///< after the epoch
  std::vector<double> weighted_penalty;  ///< beta x penalty; empty when sparsity is off
  std::string penalty_name;              ///< "KL", "L1", ...
  std::optional<std::size_t> best;       ///< place in the lists of the epoch with the best weights
};

/// "last validation MSE 0.00943 (epoch 25), lowest 0.0094 (epoch 23)"; of training where nothing
/// validates. The lowest is that of the best epoch (train::best_epoch).
std::string describe_result(const LossCurves& curves);

/// An RGB picture of 1200 x 900 pixels: the errors above, the sparsity term (if any) below with an
/// axis of its own, both over the epoch; text stays readable at half the size. An axis is
/// logarithmic when value_axis says so. Values that cannot be shown leave a gap in their line; the
/// values that are written beside the lines are the last epoch's, whatever they are. Training and
/// validation differ by colour, dash and marker. Throws kInternal when a list's length is neither 0
/// nor that of `epochs`, or when there are no epochs or an epoch is not finite; kOutput as Canvas
/// does.
format::Image draw_loss(const LossCurves& curves);

}  // namespace sae::picture
