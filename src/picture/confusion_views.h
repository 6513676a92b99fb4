// SPDX-License-Identifier: MIT
// A confusion matrix as text, as a table for programs, and as a picture.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "format/csv.h"
#include "format/image.h"
#include "train/confusion.h"

namespace sae::picture {

/// More classes are not shown in text.
inline constexpr std::size_t kMostClassesInText = 20;

/// Lines for a terminal: a row for each true class, a column for each predicted one, and the share
/// of the row that was found. At most kMostClassesInText classes (kInternal otherwise).
std::string confusion_text(const train::Confusion& confusion);

/// Columns "label", then "predicted_7" for each label; a row for each true class. labels: the
/// numbers of the classes in the data, one for each.
format::CsvTable confusion_table(const train::Confusion& confusion,
                                 const std::vector<std::int64_t>& labels);

/// An RGB picture: true classes downwards, predicted ones to the right; a cell is the darker the
/// larger its share of the true class, and up to kMostClassesInText classes have their counts
/// written in the cells. Cells are the smaller the more classes there are, and where names no
/// longer fit, every n-th class is named. At most 4,000 classes, a pixel each (kInternal
/// otherwise). Throws kOutput as Canvas does.
format::Image draw_confusion(const train::Confusion& confusion, const std::string& title);

}  // namespace sae::picture
