// SPDX-License-Identifier: MIT
// The plots of `sae compare`: what they show of runs.
#include "cli/compare_plots.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "run/summary_file.h"

namespace sae::cli {
namespace {

using config::RunPlot;
using run::ListedRun;

/// A point of a run's curve. `key` says which points of other runs belong to it: k, or the epoch.
struct CurvePoint {
  std::int64_t key;
  double x, y;
};
using RunPoints = std::vector<CurvePoint>;

/// What a run needs to be in the plot.
std::string needed_for(RunPlot kind) {
  switch (kind) {
    case RunPlot::kFrontL0:
      return "an epoch with a finite val_fvu and val_l0";
    case RunPlot::kFrontHoyer:
      return "an epoch with a finite val_fvu and val_hoyer";
    case RunPlot::kBudget:
      return "a budget curve";
    case RunPlot::kEpochs:
      return "an epoch with a finite val_mse";
    case RunPlot::kSeconds:
      return "an epoch with a finite val_mse and time";
  }
  return {};
}

/// How many runs there are, and why some are not in the plot.
struct LeftOut {
  std::size_t runs = 0, without_epoch = 0, without_value = 0;

  void count(const ListedRun& run, bool drawn) {
    ++runs;
    if (drawn) return;
    ++(run.history.empty() ? without_epoch : without_value);
  }
  bool all() const { return without_epoch + without_value == runs; }

  /// A sentence for the caption; empty if all runs are drawn.
  std::string text(RunPlot kind) const {
    std::vector<std::string> parts;
    const std::string of_all =
        " of " + base::format_count(static_cast<std::int64_t>(runs)) + " runs ";
    const auto add = [&](std::size_t count, const std::string& what) {
      if (count == 0) return;
      std::string part = base::format_count(static_cast<std::int64_t>(count));
      parts.push_back(part.append(of_all).append(count == 1 ? "has " : "have ").append(what));
    };
    add(without_epoch, "no epoch");
    add(without_value, kind == RunPlot::kBudget ? "no budget curve" : "no finite value");
    return parts.empty() ? "" : " Left out: " + base::join(parts, ", ") + ".";
  }
};

void expect_something(const LeftOut& left_out, RunPlot kind) {
  if (!left_out.all()) return;
  throw Error(ErrorKind::kUsage,
              "--plot_of " + config::enum_name(kind) + ": expected a run with " + needed_for(kind) +
                  ", found none among " +
                  base::format_count(static_cast<std::int64_t>(left_out.runs)) + " runs",
              kind == RunPlot::kBudget ? "finished runs have fvu_at_k in summary.json" : "");
}

bool has_groups(const std::vector<PlottedRuns>& groups) {
  return std::ranges::any_of(groups,
                             [](const PlottedRuns& group) { return group.runs.size() > 1; });
}

/// The figure on the x axis of a front.
double sparsity_of(RunPlot kind, const ListedRun& run) {
  const train::Sparsity& sparsity = run.history.back().valid.sparsity;
  return kind == RunPlot::kFrontL0 ? sparsity.l0 : sparsity.hoyer;
}

bool is_in_front(RunPlot kind, const ListedRun& run) {
  const picture::Axis axis;
  return !run.history.empty() && axis.can_show(run.history.back().valid.fvu) &&
         axis.can_show(sparsity_of(kind, run));
}

picture::FrontPoint point_of(RunPlot kind, const PlottedRuns& group, LeftOut& left_out) {
  picture::FrontPoint point;
  point.label = group.label;
  for (const ListedRun& run : group.runs) {
    const bool drawn = is_in_front(kind, run);
    left_out.count(run, drawn);
    if (!drawn) continue;
    point.member_xs.push_back(sparsity_of(kind, run));
    point.member_ys.push_back(run.history.back().valid.fvu);
  }
  if (point.member_xs.empty()) return point;
  const batch::Statistic x = batch::statistic_of(point.member_xs),
                         y = batch::statistic_of(point.member_ys);
  point.x = *x.mean;
  point.y = *y.mean;
  point.x_deviation = x.deviation.value_or(0);
  point.y_deviation = y.deviation.value_or(0);
  return point;
}

picture::FrameTexts front_texts(RunPlot kind, bool groups) {
  const bool l0 = kind == RunPlot::kFrontL0;
  picture::FrameTexts texts;
  texts.title = std::string("Reconstruction error against ") + (l0 ? "active units" : "sparsity");
  texts.caption =
      groups
          ? "A point is the mean of a group of runs after their last epoch; its whiskers are one "
            "standard deviation long, and small points are the runs."
          : "A point is a run after its last epoch.";
  texts.caption +=
      " The line joins the points that no other beats in both figures (Pareto front); "
      "they are labelled where there is room. ";
  texts.caption += l0 ? "Lower left is better." : "Lower right is better.";
  texts.x_label = l0 ? "active units per sample (val_l0)"
                     : "sparsity of the code (val_hoyer; 1: a single active unit)";
  texts.y_label = "share of the variance that is lost (val_fvu)";
  return texts;
}

RunPoints budget_points(const ListedRun& run) {
  RunPoints points;
  for (const train::BudgetPoint& point : run::budget_in(run.summary)) {
    points.push_back({point.units, static_cast<double>(point.units), point.fvu});
  }
  return points;
}

RunPoints loss_points(RunPlot kind, const ListedRun& run) {
  RunPoints points;
  double seconds = 0;
  for (const train::EpochRecord& row : run.history) {
    seconds += row.seconds;
    const double x = kind == RunPlot::kSeconds ? seconds : static_cast<double>(row.epoch);
    points.push_back({row.epoch, x, row.valid.mse});
  }
  return points;
}

/// The points of a run's curve that have a place on the x axis; none if no error is finite.
RunPoints points_of(RunPlot kind, const ListedRun& run) {
  RunPoints points = kind == RunPlot::kBudget ? budget_points(run) : loss_points(kind, run);
  std::erase_if(points, [](const CurvePoint& point) { return !std::isfinite(point.x); });
  const bool finite =
      std::ranges::any_of(points, [](const CurvePoint& point) { return std::isfinite(point.y); });
  return finite ? points : RunPoints();
}

/// The mean of the curves at each key that all of them have.
picture::RunCurve mean_curve(const std::string& label, const std::vector<RunPoints>& runs) {
  picture::RunCurve curve{label, {}, {}};
  for (const CurvePoint& first : runs.front()) {
    std::vector<double> xs, ys;
    for (const RunPoints& run : runs) {
      const auto same = std::ranges::find(run, first.key, &CurvePoint::key);
      if (same == run.end()) break;
      xs.push_back(same->x);
      ys.push_back(same->y);
    }
    if (xs.size() < runs.size()) continue;
    curve.xs.push_back(*batch::statistic_of(xs).mean);
    curve.ys.push_back(*batch::statistic_of(ys).mean);
  }
  return curve;
}

picture::FrameTexts curve_texts(RunPlot kind, bool groups) {
  picture::FrameTexts texts;
  texts.caption = groups ? "A curve is the mean of a group of runs" : "A curve is a run";
  if (kind == RunPlot::kBudget) {
    texts.title = "Reconstruction error with k units per sample";
    texts.caption +=
        "; only the k strongest units of a sample keep their code, all others have "
        "their mean. Lower is better.";
    texts.x_label = "k, units kept per sample";
    texts.y_label = "share of the variance that is lost (FVU)";
    return texts;
  }
  const bool epochs = kind == RunPlot::kEpochs;
  texts.title = epochs ? "Validation error over the epochs" : "Validation error over training time";
  texts.caption += ". Lower is better.";
  texts.x_label = epochs ? "epoch" : "training time in seconds";
  texts.y_label = "mean squared error (val_mse)";
  return texts;
}

/// Long times in minutes or hours.
void choose_time_unit(picture::CurvePlot& plot) {
  constexpr double kMost = 600;  // of a unit, before the next is used
  double longest = 0;
  for (const picture::RunCurve& curve : plot.curves) {
    if (!curve.xs.empty()) longest = std::max(longest, curve.xs.back());
  }
  for (const char* unit : {"minutes", "hours"}) {
    if (longest <= kMost) return;
    longest /= 60;
    plot.texts.x_label = std::string("training time in ") + unit;
    for (picture::RunCurve& curve : plot.curves) {
      for (double& x : curve.xs) x /= 60;
    }
  }
}

picture::AxisKind x_kind_of(RunPlot kind) {
  if (kind == RunPlot::kBudget) return picture::AxisKind::kValues;
  return kind == RunPlot::kEpochs ? picture::AxisKind::kEpochs : picture::AxisKind::kFromZero;
}

bool is_front(RunPlot kind) { return kind == RunPlot::kFrontL0 || kind == RunPlot::kFrontHoyer; }

void expect_front(RunPlot kind, bool front) {
  if (is_front(kind) == front) return;
  throw Error(ErrorKind::kInternal,
              "plot: expected another kind, found " + config::enum_name(kind));
}

/// The values of options in a row, in their order.
std::vector<std::string> values_in(const batch::Comparison& comparison,
                                   const batch::ComparedRow& row,
                                   const std::vector<std::string>& options) {
  std::vector<std::string> values;
  for (const std::string& option : options) {
    values.push_back(comparison.values[row.runs.front()].options.at(option));
  }
  return values;
}

/// How many rows these options tell apart.
std::size_t count_told_apart(const batch::Comparison& comparison,
                             const std::vector<std::string>& options) {
  std::set<std::vector<std::string>> different;
  for (const batch::ComparedRow& row : comparison.rows) {
    different.insert(values_in(comparison, row, options));
  }
  return different.size();
}

bool has_words(const batch::Comparison& comparison, const std::string& option) {
  return std::ranges::any_of(comparison.rows, [&](const batch::ComparedRow& row) {
    const std::string value = values_in(comparison, row, {option}).front();
    return value != batch::kIdle && !base::parse_number(value);
  });
}

/// The options that differ, without those of words that follow from others of words, such as an
/// activation that the penalty implies.
std::vector<std::string> telling_options(const batch::Comparison& comparison) {
  std::vector<std::string> words, telling = comparison.options;
  std::ranges::copy_if(comparison.options, std::back_inserter(words),
                       [&](const std::string& option) { return has_words(comparison, option); });
  const std::size_t all = count_told_apart(comparison, words);
  // The later an option stands in the help, the less a reader expects it.
  for (std::size_t i = words.size(); i-- > 0;) {
    const std::string option = words[i];
    std::vector<std::string> others = words;
    std::erase(others, option);
    if (count_told_apart(comparison, others) < all) continue;
    words = std::move(others);
    std::erase(telling, option);
  }
  return telling;
}

/// "rho 0.05, penalty kl": options with their values in a row, without those that have no effect.
std::string options_text(const batch::Comparison& comparison, const batch::ComparedRow& row,
                         const std::vector<std::string>& options) {
  const std::vector<std::string> values = values_in(comparison, row, options);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (values[i] != batch::kIdle) parts.push_back(options[i] + " " + values[i]);
  }
  return base::join(parts, ", ");
}

}  // namespace

std::vector<PlottedRuns> plotted_runs(const batch::Comparison& comparison) {
  const std::vector<std::string> telling = telling_options(comparison);
  std::vector<PlottedRuns> groups;
  for (const batch::ComparedRow& row : comparison.rows) {
    std::string label = options_text(comparison, row, telling);
    if (label.empty()) label = options_text(comparison, row, comparison.options);
    groups.push_back({label.empty() ? comparison.names[row.runs.front()] : label, {}});
    for (const std::size_t run : row.runs) groups.back().runs.push_back(comparison.runs[run]);
  }
  return groups;
}

picture::FrontPlot front_plot(RunPlot kind, const std::vector<PlottedRuns>& groups) {
  expect_front(kind, true);
  picture::FrontPlot plot;
  LeftOut left_out;
  for (const PlottedRuns& group : groups) {
    picture::FrontPoint point = point_of(kind, group, left_out);
    if (point.member_xs.empty()) continue;
    if (point.member_xs.size() == 1) point.member_xs = point.member_ys = {};
    plot.points.push_back(std::move(point));
  }
  expect_something(left_out, kind);
  plot.texts = front_texts(kind, has_groups(groups));
  plot.texts.caption += left_out.text(kind);
  const bool l0 = kind == RunPlot::kFrontL0;
  plot.x_kind = l0 ? picture::AxisKind::kValues : picture::AxisKind::kLinear;
  plot.x_better = l0 ? analysis::Better::kLower : analysis::Better::kHigher;
  return plot;
}

picture::CurvePlot curve_plot(RunPlot kind, const std::vector<PlottedRuns>& groups) {
  expect_front(kind, false);
  picture::CurvePlot plot;
  LeftOut left_out;
  for (const PlottedRuns& group : groups) {
    std::vector<RunPoints> runs;
    for (const ListedRun& run : group.runs) {
      RunPoints points = points_of(kind, run);
      left_out.count(run, !points.empty());
      if (!points.empty()) runs.push_back(std::move(points));
    }
    if (!runs.empty()) plot.curves.push_back(mean_curve(group.label, runs));
  }
  expect_something(left_out, kind);
  plot.x_kind = x_kind_of(kind);
  plot.texts = curve_texts(kind, has_groups(groups));
  if (plot.curves.size() > picture::kMostLabelledCurves) {
    plot.texts.caption +=
        " " + std::to_string(plot.curves.size()) + " curves, too many to label each.";
  }
  plot.texts.caption += left_out.text(kind);
  if (kind == RunPlot::kSeconds) choose_time_unit(plot);
  return plot;
}

format::Image draw_runs(RunPlot kind, const std::vector<PlottedRuns>& groups) {
  return is_front(kind) ? picture::draw_front(front_plot(kind, groups))
                        : picture::draw_curves(curve_plot(kind, groups));
}

}  // namespace sae::cli
