// SPDX-License-Identifier: MIT
// Selects rows by classes, named by the labels in the files.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "config/config.h"
#include "data/dataset.h"

namespace sae::data {

/// Label of each class as in the files.
const std::vector<std::string>& labels_of_classes(const Dataset& dataset);

/// How to treat a word that matches no class of the data.
enum class UnknownClass {
  kRefuse,
  kNoRows,  ///< Match no rows: other data may have the class.
};

/// Row mask [N] bool: whether each row has one of these classes. A word is a class's label as in
/// the files, or its name. Otherwise it may be a range such as 5-9: the classes whose labels are
/// whole numbers within it. `option` and `place` are for messages. Throws kUsage if the data has no
/// labels or a word matches no class.
at::Tensor rows_of_classes(const Dataset& dataset, const config::ClassNames& classes,
                           const std::string& option, const std::string& place,
                           UnknownClass unknown = UnknownClass::kRefuse);

/// Gives both data sets the union of their classes, in natural order.
void share_classes(Dataset& first, Dataset& second);

}  // namespace sae::data
