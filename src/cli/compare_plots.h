// SPDX-License-Identifier: MIT
// The plots of `sae compare`: what they show of runs.
#pragma once

#include <string>
#include <vector>

#include "batch/comparison.h"
#include "config/enums.h"
#include "format/image.h"
#include "picture/curve_plot.h"
#include "picture/front_plot.h"
#include "run/run_list.h"

namespace sae::cli {

/// One run, or the runs of a group (such as those that differ only in the seed), and their label:
/// the options that distinguish them ("rho 0.05, beta 0.001") or a folder. At least one run.
struct PlottedRuns {
  std::string label;
  std::vector<run::ListedRun> runs;
};

/// One for each row of the comparison, in its order, with the options that tell it from others.
/// Words that follow from other options are left out: where --penalty tells the rows apart, the
/// activation that it implies does not have to.
std::vector<PlottedRuns> plotted_runs(const batch::Comparison& comparison);

/// kind: kFrontL0 or kFrontHoyer. val_fvu against val_l0 or val_hoyer of the last epoch: of a run,
/// or the mean of a group's runs with the sample standard deviation (n − 1). Runs without a finite
/// value are left out, and the caption says how many. Throws kUsage if none is left, kInternal for
/// another kind.
picture::FrontPlot front_plot(config::RunPlot kind, const std::vector<PlottedRuns>& groups);

/// kind: another one. The budget curve of summary.json, or val_mse over the epochs or over the
/// training time up to the end of each epoch (`seconds` of metrics.csv, summed; an unknown time
/// ends the curve). Of a group, the mean over its runs at each k or epoch that all of them have.
/// Runs without a curve are left out, and the caption says how many. Throws as front_plot does.
picture::CurvePlot curve_plot(config::RunPlot kind, const std::vector<PlottedRuns>& groups);

/// Draws the plot of this kind. Throws as front_plot and curve_plot, kOutput as picture::Canvas.
format::Image draw_runs(config::RunPlot kind, const std::vector<PlottedRuns>& groups);

}  // namespace sae::cli
