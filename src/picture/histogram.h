// SPDX-License-Identifier: MIT
// The picture of how values are spread, group by group, beside a threshold.
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
  std::string title;    ///< one line above the picture; may be empty
  std::string caption;  ///< the line below the title; may be empty
  std::string quantity;
  std::vector<HistogramGroup> groups;  ///< 1 to kMostGroups
  double threshold = 0;
  std::string threshold_name;
};

/// So many colours there are to tell groups apart.
inline constexpr std::size_t kMostGroups = 8;

/// The share of each group's values in 60 equal intervals of the axis: groups of different sizes
/// have the same area on it. Logarithmic as value_axis says.
struct Bins {
  std::vector<double> edges;                ///< 61, in the order of the axis
  std::vector<std::vector<double>> shares;  ///< [groups][60]; all 0 of a group without values
};
Bins count_bins(const std::vector<HistogramGroup>& groups);

/// An RGB picture of 1200 x 800 pixels: a stepped line a group, the threshold as a dashed one.
/// Values that cannot be shown are passed over. Throws kInternal for another number of groups;
/// kOutput as Canvas does.
format::Image draw_histogram(const Histogram& histogram);

}  // namespace sae::picture
