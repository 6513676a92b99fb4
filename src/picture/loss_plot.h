// SPDX-License-Identifier: MIT
// Plot of reconstruction errors and of the sparsity term or of dead units over the epochs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "format/image.h"

namespace sae::picture {

/// Lists with one value per epoch. Any list except `epochs` may be empty if there is nothing to
/// show.
struct LossCurves {
  std::string title;                     ///< may be empty
  std::vector<double> epochs;            ///< epoch numbers, ascending; need not start at 1
  std::vector<double> train_mse;         ///< mean over the epoch's batches, during training
  std::vector<double> val_mse;           ///< after the epoch
  std::vector<double> weighted_penalty;  ///< beta x penalty; empty when sparsity is off
  std::string penalty_name;              ///< "KL", "L1", ...
  std::vector<double> dead;              ///< units that no validation row activates
  std::vector<double> revived;           ///< units that were dead and became active in the epoch
  std::optional<std::size_t> best;       ///< index of the best epoch in the lists
};

/// "last validation MSE 0.00943 (epoch 25), lowest 0.0094 (epoch 23)"; the training MSE if there is
/// no validation. The lowest is that of the best epoch (train::best_epoch).
std::string describe_result(const LossCurves& curves);

/// An RGB picture of 1200 x 900 pixels: errors above, below on its own axis the sparsity term, or
/// else dead and revived units, if there are any, all over the epochs; text stays readable at half
/// the size. An axis is logarithmic if value_axis chooses so. Values that cannot be shown leave a
/// gap in their line. The values written next to the lines are always those of the last epoch.
/// Training and validation differ by colour, dash and marker. Throws kInternal if a list's length
/// is neither 0 nor that of `epochs`, if there are no epochs or if an epoch is not finite; kOutput
/// as Canvas does.
format::Image draw_loss(const LossCurves& curves);

}  // namespace sae::picture
