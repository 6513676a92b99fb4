// SPDX-License-Identifier: MIT
// Histograms of groups of values.
#include "picture/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "picture/axis.h"
#include "picture/canvas.h"
#include "picture/chart.h"

namespace sae::picture {
namespace {

constexpr std::size_t kBins = 60;
constexpr int kHistogramWidth = 1200;
constexpr int kHistogramHeight = 800;
constexpr double kHistogramText = 25;
constexpr double kLegendText = 24;
constexpr double kLegendLine = 34;
constexpr int kMostValueTicks = 8;

// Okabe and Ito's colours, only those dark enough for a thin line on white.
constexpr std::array<Colour, kMostGroups> kGroupColours = {{{0, 114, 178},
                                                            {213, 94, 0},
                                                            {0, 128, 96},
                                                            {204, 121, 167},
                                                            {230, 159, 0},
                                                            {86, 180, 233},
                                                            {96, 96, 96},
                                                            {0, 0, 0}}};
constexpr Colour kThresholdColour{60, 60, 60};

std::vector<double> all_values(const std::vector<HistogramGroup>& groups) {
  std::vector<double> all;
  for (const auto& group : groups) all.insert(all.end(), group.values.begin(), group.values.end());
  return all;
}

/// Value at a position in [0, 1] of an axis.
double value_at(const Axis& axis, double place) {
  if (axis.scale == Scale::kLinear) return axis.low + place * (axis.high - axis.low);
  return axis.low * std::pow(axis.high / axis.low, place);
}

std::vector<double> shares_of(const HistogramGroup& group, const Axis& axis) {
  std::vector<double> counts(kBins);
  double shown = 0;
  for (const double value : group.values) {
    if (!axis.can_show(value)) continue;
    const auto bin = static_cast<std::int64_t>(axis.position(value) * double{kBins});
    counts[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, kBins - 1))] += 1;
    shown += 1;
  }
  if (shown == 0) return counts;
  for (double& count : counts) count /= shown;
  return counts;
}

/// Starts at 0, reaches the largest share, labelled in percent.
Axis share_axis(const Bins& bins) {
  std::vector<double> shares{0};
  for (const auto& group : bins.shares) shares.insert(shares.end(), group.begin(), group.end());
  Axis axis = value_axis(shares, 6);
  for (Tick& tick : axis.ticks) tick.label = short_number(100 * tick.value, 3) + " %";
  return axis;
}

void draw_steps(Canvas& canvas, const PlotArea& plot, const std::vector<double>& edges,
                const std::vector<double>& shares, Colour colour) {
  std::vector<Point> steps{plot.place(edges.front(), 0)};
  for (std::size_t bin = 0; bin < shares.size(); ++bin) {
    steps.push_back(plot.place(edges[bin], shares[bin]));
    steps.push_back(plot.place(edges[bin + 1], shares[bin]));
  }
  steps.push_back(plot.place(edges.back(), 0));
  canvas.line(steps, {colour, 3});
}

/// Text of a legend entry, next to a stroke as in the plot.
struct LegendEntry {
  std::string text;
  Stroke stroke;
};

std::vector<LegendEntry> legend_entries(const Histogram& histogram) {
  std::vector<LegendEntry> entries;
  for (std::size_t i = 0; i < histogram.groups.size(); ++i) {
    const auto& [name, values] = histogram.groups[i];
    entries.push_back(
        {name + " (" + base::format_count(static_cast<std::int64_t>(values.size())) + ")",
         {kGroupColours[i], 4}});
  }
  entries.push_back({histogram.threshold_name + " " + short_number(histogram.threshold, 4),
                     {kThresholdColour, 3, Dash::kDashed}});
  return entries;
}

/// Draws the legend in the corner away from the threshold.
void draw_legend(Canvas& canvas, const PlotArea& plot, const std::vector<LegendEntry>& entries,
                 double threshold_x) {
  double widest = 0;
  for (const LegendEntry& entry : entries) {
    widest = std::max(widest, text_width(entry.text, kLegendText));
  }
  const bool threshold_left = threshold_x < (plot.left + plot.right) / 2;
  const double left = threshold_left ? plot.right - widest - 60 : plot.left + 24;
  double y = plot.top + 22;
  const double bottom = y + kLegendLine * (static_cast<double>(entries.size()) - 0.3);
  canvas.polygon({{left - 12, y - 22},
                  {left + widest + 60, y - 22},
                  {left + widest + 60, bottom},
                  {left - 12, bottom}},
                 kWhite);
  for (const LegendEntry& entry : entries) {
    canvas.line({{left, y}, {left + 38, y}}, entry.stroke);
    canvas.text({left + 50, y}, entry.text, {.size = kLegendText});
    y += kLegendLine;
  }
}

}  // namespace

Bins count_bins(const std::vector<HistogramGroup>& groups) {
  const Axis axis = value_axis(all_values(groups), kMostValueTicks);
  Bins bins;
  for (std::size_t edge = 0; edge <= kBins; ++edge) {
    bins.edges.push_back(value_at(axis, static_cast<double>(edge) / double{kBins}));
  }
  for (const HistogramGroup& group : groups) bins.shares.push_back(shares_of(group, axis));
  return bins;
}

format::Image draw_histogram(const Histogram& histogram) {
  if (histogram.groups.empty() || histogram.groups.size() > kMostGroups) {
    throw Error(ErrorKind::kInternal, "histogram: expected 1 to 8 groups, found " +
                                          std::to_string(histogram.groups.size()));
  }
  const Bins bins = count_bins(histogram.groups);
  const Axis values = value_axis(all_values(histogram.groups), kMostValueTicks);
  const PlotArea plot{130, 1170, 130, 690, values, share_axis(bins)};
  Canvas canvas(blank_image(kHistogramWidth, kHistogramHeight, kWhite));
  draw_heading(canvas,
               {.title = histogram.title,
                .caption = {histogram.caption},
                .margin = 40,
                .title_size = 31,
                .caption_size = 26},
               kHistogramWidth);
  draw_axes(canvas, plot, {.text_size = kHistogramText});
  canvas.text({(plot.left + plot.right) / 2, plot.bottom + 68},
              histogram.quantity + (plot.x.scale == Scale::kLog ? ", log scale" : ""),
              {.size = kHistogramText, .align = Align::kCentre});
  for (std::size_t i = 0; i < bins.shares.size(); ++i) {
    draw_steps(canvas, plot, bins.edges, bins.shares[i], kGroupColours[i]);
  }
  // A threshold outside the axis is drawn at the nearer end.
  const double place =
      plot.x.can_show(histogram.threshold) ? plot.x.position(histogram.threshold) : 0;
  const double x = plot.left + (plot.right - plot.left) * std::clamp(place, 0.0, 1.0);
  canvas.line({{x, plot.top}, {x, plot.bottom}}, {kThresholdColour, 3, Dash::kDashed});
  draw_legend(canvas, plot, legend_entries(histogram), x);
  return std::move(canvas).finish();
}

}  // namespace sae::picture
