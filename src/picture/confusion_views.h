// SPDX-License-Identifier: MIT
// A confusion matrix as text and as a picture.
#pragma once

#include <string>

#include "format/image.h"
#include "train/confusion.h"

namespace sae::picture {

/// More classes are not shown in text.
inline constexpr std::size_t kMostClassesInText = 20;

/// Lines for a terminal: a row for each true class, a column for each predicted one, and the share
/// of the row that was found. At most kMostClassesInText classes (kInternal otherwise).
std::string confusion_text(const train::Confusion& confusion);

/// An RGB picture: true classes downwards, predicted ones to the right; a cell is the darker the
/// larger its share of the true class, and up to kMostClassesInText classes have their counts
/// written in the cells. Cells are the smaller the more classes there are, and where names no
/// longer fit, every n-th class is named. At most 4,000 classes, a pixel each (kInternal
/// otherwise). Throws kOutput as Canvas does.
format::Image draw_confusion(const train::Confusion& confusion, const std::string& title);

}  // namespace sae::picture
