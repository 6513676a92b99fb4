// SPDX-License-Identifier: MIT
// The part of a report that describes the run as a whole.
#pragma once

#include "format/json.h"
#include "report/statistics.h"

namespace sae::report {

/// "schema" of report.json; figures of two schemas may be defined in different ways.
inline constexpr int kReportSchema = 2;

/// {"run", "card", "verdict", "baselines", "budget", "twins", "history", "rates", "errors",
/// "classes", "config", "versions", "data"}: docs/run-folder.md describes them. Reads metrics.csv,
/// config.json and, if it exists, summary.json of the run. Throws kCheckpoint if they are damaged.
format::Json describe_run(const ReportSource& source, const Statistics& statistics);

}  // namespace sae::report
