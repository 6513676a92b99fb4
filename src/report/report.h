// SPDX-License-Identifier: MIT
// report.html and report.json of a run.
#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "data/split.h"
#include "report/statistics.h"
#include "run/run_folder.h"
#include "train/observer.h"

namespace sae::report {

/// The bytes of report.html and report.json.
struct ReportFiles {
  std::string html;
  std::string json;
};

/// megabytes: the page is cut until it is not larger, as far as possible (compose).
ReportFiles make_report(const ReportSource& source, double megabytes);

/// Writes both files into the run's folder. Throws kOutput.
void write(const run::RunFolder& folder, const ReportSource& source, double megabytes);

/// Writes both files at the end of a finished run, from the files that observers before it wrote.
/// A failure is a warning, because results do not depend on the report. All arguments must outlive
/// the observer.
std::unique_ptr<train::Observer> make_reporter(const config::Config& config,
                                               const run::RunFolder& folder,
                                               const data::Split& split);

}  // namespace sae::report
