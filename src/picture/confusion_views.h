// SPDX-License-Identifier: MIT
// A confusion matrix as text and as a picture.
#pragma once

#include <string>

#include "format/image.h"
#include "train/confusion.h"

namespace sae::picture {

/// Maximum number of classes shown as text.
inline constexpr std::size_t kMostClassesInText = 20;

/// Lines for a terminal: a row for each true class, a column for each predicted class, then the
/// class's recall. At most kMostClassesInText classes (kInternal otherwise).
std::string confusion_text(const train::Confusion& confusion);

/// An RGB picture: true classes downwards, predicted classes to the right. A cell is darker the
/// larger its share of the true class. Up to kMostClassesInText classes, cells also contain their
/// counts. Cells shrink with more classes; where names do not fit, every n-th class is named. At
/// most 4,000 classes, one pixel each (kInternal otherwise). Throws kOutput as Canvas does.
format::Image draw_confusion(const train::Confusion& confusion, const std::string& title);

}  // namespace sae::picture
