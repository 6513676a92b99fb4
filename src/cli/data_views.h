// SPDX-License-Identifier: MIT
// Shows data as text.
#pragma once

#include <string>

#include "config/config.h"
#include "data/dataset.h"
#include "data/transform.h"

namespace sae::cli {

/// The lines of `sae data`: shape and type, the columns with their ranges before and after scaling
/// (for images, and for many columns, those of all together), the classes and their counts, the
/// options without which `table` would refuse the rows, and the first rows after scaling. rows: as
/// in the file; place: its name.
std::string describe_rows(const data::Dataset& rows, const data::Transform& transform,
                          const std::string& place, const config::TableConfig& table);

}  // namespace sae::cli
