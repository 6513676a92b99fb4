// SPDX-License-Identifier: MIT
// Reads ARFF files as tables.
#pragma once

#include <string>
#include <string_view>

#include "format/table.h"

namespace sae::format {

/// Reads an ARFF file with ArffReader by the options for columns, texts and missing values; the
/// others concern CSV files only. Numeric attributes are numbers, date attributes seconds since
/// 1970 (parse_date). Nominal and string attributes are texts; those of a nominal attribute are all
/// declared values in declared order. Labels may be of any type. Throws sae::Error (kData) as
/// ArffReader and parse_table do.
Table parse_arff_table(std::string_view text, const std::string& name,
                       const TableOptions& options = {});

/// Whether the text, the beginning of a file, begins like an ARFF file: with a declaration below
/// comments and blank lines.
bool looks_like_arff(std::string_view text);

}  // namespace sae::format
