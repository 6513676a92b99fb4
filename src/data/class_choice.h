// SPDX-License-Identifier: MIT
// Classes as a user names them: by the label that the files have.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"

namespace sae::data {

/// The label of each class as the files have it.
const std::vector<std::string>& labels_of_classes(const Dataset& dataset);

/// A word that means no class of the data.
enum class UnknownClass {
  kRefuse,
  kNoRows,  ///< stands for classes that other data have
};

/// Which rows [N] bool have one of these classes. A word is a class's label as the files have it or
/// its name, or else a range such as 5-9: the classes whose labels are whole numbers within.
/// `option` and `place` are for messages. Throws kUsage where there are no labels and where a word
/// means no class.
at::Tensor rows_of_classes(const Dataset& dataset, const config::ClassNames& classes,
                           const std::string& option, const std::string& place,
                           UnknownClass unknown = UnknownClass::kRefuse);

/// Gives both parts the classes of either, in natural order.
void share_classes(Dataset& first, Dataset& second);

}  // namespace sae::data
