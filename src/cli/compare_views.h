// SPDX-License-Identifier: MIT
// A comparison of runs as text, Markdown, CSV and JSON.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "batch/comparison.h"
#include "format/json.h"

namespace sae::cli {

/// What is said of a comparison whose validation rows are the test set.
inline constexpr const char* kChosenOnTest =
    "validated on the test set: a run chosen by these figures was chosen on it; train with --valid "
    "0.1 to choose on other rows";

/// A table with one line for each row, and notes below it. Numbers have five digits, the same
/// decimals in a column; "↓" or "↑" after a figure's name says that lower or higher is better. A
/// group's figures are "mean ± standard deviation". width: of the terminal in characters, to which
/// the columns of options are narrowed; none: as wide as the texts.
std::string comparison_text(const batch::Comparison& comparison,
                            std::optional<std::size_t> width = std::nullopt);

/// The same as a table in Markdown.
std::string comparison_markdown(const batch::Comparison& comparison);

/// One line for each row with numbers in full precision; empty fields where there is no value.
/// Runs: run, state, options, figures. Groups: runs (separated by semicolons), options, n, and
/// NAME_mean and NAME_std for each figure.
std::string comparison_csv(const batch::Comparison& comparison);

/// {"metrics": [{"name", "direction"}], "options": [...], "at": ..., "runs": [{"run", "folder",
/// "state", "options": {...}, "figures": {...}}], "chosen_on_test": ...}; for groups, "groups" with
/// "runs" and "n" in place of "runs", and figures named as in the CSV. null where there is no
/// value.
format::Json comparison_json(const batch::Comparison& comparison);

}  // namespace sae::cli
