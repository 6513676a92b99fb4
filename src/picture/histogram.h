// SPDX-License-Identifier: MIT
// Histograms of groups of values, with a threshold.
#pragma once

#include <string>
#include <vector>

#include "format/image.h"

namespace sae::picture {

struct HistogramGroup {
  std::string name;
  std::vector<double> values;
};

struct Histogram {
  std::string title;    ///< may be empty
  std::string caption;  ///< below the title; may be empty
  std::string quantity;
  std::vector<HistogramGroup> groups;  ///< 1 to kMostGroups
  double threshold = 0;
  std::string threshold_name;
};

/// Number of colours that distinguish groups.
inline constexpr std::size_t kMostGroups = 8;

/// Share of each group's values in 60 equal intervals of the axis, so that groups of any size have
/// the same area. The axis is logarithmic if value_axis chooses so.
struct Bins {
  std::vector<double> edges;                ///< 61 edges, in axis order
  std::vector<std::vector<double>> shares;  ///< [groups][60]; all 0 for a group without values
};
Bins count_bins(const std::vector<HistogramGroup>& groups);

/// An RGB picture of 1200 x 800 pixels: one stepped line per group, and the threshold as a dashed
/// line. Values that cannot be shown are ignored. Throws kInternal unless there are 1 to
/// kMostGroups groups; kOutput as Canvas does.
format::Image draw_histogram(const Histogram& histogram);

}  // namespace sae::picture
