// SPDX-License-Identifier: MIT
// The cards of `sae show` as text.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/unit_examples.h"
#include "analysis/unit_summary.h"
#include "data/split.h"
#include "format/json.h"
#include "picture/text_picture.h"
#include "report/display.h"
#include "run/trained_run.h"

namespace sae::cli {

/// The terminal to print on.
struct Terminal {
  picture::CharacterStyle style = picture::CharacterStyle::kPlain;
  int columns = 80;
};

/// The terminal of stdout. Colours need a terminal with 24-bit colours (COLORTERM), and NO_COLOR
/// not set (https://no-color.org).
Terminal find_terminal();

/// The card of a run from its report.json, an object. Missing parts are left out.
std::string run_card(const format::Json& report);

/// A unit of a run with what it responds to.
struct ShownUnit {
  std::int64_t unit = 0;
  const run::TrainedRun& run;
  const data::Dataset& rows;  ///< features as the network's input
  const analysis::UnitSummary& summary;
  analysis::UnitExamples examples;
};
std::string unit_card(const ShownUnit& shown, const report::Display& display,
                      const Terminal& terminal);

/// A row with its reconstruction and its units.
struct ShownRow {
  std::string name;                  ///< its id, and its class
  at::Tensor target;                 ///< [1, D]
  at::Tensor input;                  ///< [1, D]
  at::Tensor output;                 ///< [1, D]
  at::Tensor code;                   ///< [H]
  at::Tensor contributions;          ///< [H] (c − off)·n, as on the page
  std::vector<std::string> columns;  ///< names of a table's columns; empty if unknown
};
std::string row_card(const ShownRow& shown, const report::Display& display,
                     const Terminal& terminal);

}  // namespace sae::cli
