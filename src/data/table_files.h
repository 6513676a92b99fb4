// SPDX-License-Identifier: MIT
// Reads tables as rows of features.
#pragma once

#include <filesystem>

#include "config/config.h"
#include "data/dataset.h"

namespace sae::data {

/// Reads a table, an ARFF or an SVMlight file with the labels of its label column, which an
/// SVMlight file has before its columns, and logs what its reader noted. `window` rows
/// are joined; a window's label is that of its last row. Features are float32 if it holds all
/// values, else float64, and NaN where a value is missing (--missing mean). Throws kData as
/// format::parse_table does, and if no column is left; kUsage if the window is too long. known: the
/// columns that the table must have; none: any.
Dataset read_table(const std::filesystem::path& path, config::DataFormat format,
                   const config::DataConfig& config, const TableEncoding& known = {});

}  // namespace sae::data
